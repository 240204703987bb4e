/** Tracing of contacts, for the page of those who are called every day. */
import { useSignal } from '@preact/signals';
import type { ContactGate, ContactManifest, ContactPerson, ContactTrace, ContactVisit, Name } from '../../gen/api';
import { say, t, word } from '../../i18n';
import { whenText } from '../../time';
import { FoldedForm } from './CommandForm';
import { DataTable, type Column } from './DataTable';
import { useGates, usePeople, useSites } from './people';

const nameOf = (name: ContactPerson['name']): string => (typeof name === 'string' ? name : say((name ?? undefined) as Name | undefined));

/** Where somebody who is ill has been at work and whom they met; the names for those who trace only. */
export function TraceContacts() {
    const found = useSignal<ContactTrace | null>(null);
    const people = usePeople();
    const sites = useSites(), gates = useGates();
    const met: Column<ContactPerson>[] = [
        { id: 'name', title: t('trace.who'), value: (one) => nameOf(one.name) },
        { id: 'by', title: t('trace.by'), value: (one) => t(one.manifest ? 'trace.on_list' : 'trace.in_crew') },
    ];
    const been: Column<ContactVisit>[] = [
        { id: 'from', title: t('trace.from'), value: (one) => one.from, cell: (one) => whenText(one.from) },
        { id: 'until', title: t('trace.until'), value: (one) => one.until ?? '', cell: (one) => (one.until ? whenText(one.until) : '') },
        { id: 'job', title: t('trace.job'), value: (one) => one.number },
        { id: 'site', title: t('trace.site'), value: (one) => sites.name(one.site) },
    ];
    const passed: Column<ContactGate>[] = [
        { id: 'at', title: t('trace.from'), value: (one) => one.at, cell: (one) => whenText(one.at) },
        { id: 'gate', title: t('trace.gate'), value: (one) => gates.name(one.gate) },
        { id: 'direction', title: t('trace.direction'), value: (one) => word('trace_way', one.direction) },
    ];
    const carried: Column<ContactManifest>[] = [
        { id: 'at', title: t('trace.from'), value: (one) => one.at, cell: (one) => whenText(one.at) },
        { id: 'number', title: t('trace.manifest'), value: (one) => one.number },
        { id: 'what', title: t('trace.what'), value: (one) => word('trace_what', one.what) },
    ];
    const trace = found.value;
    return (
        <FoldedForm
            title={t('trace.title')}
            command="privacy.trace"
            choices={{ person: people.choices }}
            done={(reply) => (found.value = reply as ContactTrace)}
        >
            {trace && (
                <div class="pad">
                    <p class="muted">{t(trace.masked ? 'trace.masked' : 'trace.shown')}</p>
                    <DataTable label={t('trace.people')} rows={trace.people} columns={met} keyOf={(one) => `${one.person ?? one.manifest} ${nameOf(one.name)}`} sort="by" />
                    <DataTable label={t('trace.visits')} rows={trace.visits} columns={been} keyOf={(one) => one.visit} sort="from" />
                    <DataTable label={t('trace.gates')} rows={trace.gates} columns={passed} keyOf={(one) => `${one.gate} ${one.at} ${one.direction}`} sort="at" />
                    <DataTable label={t('trace.manifests')} rows={trace.manifests} columns={carried} keyOf={(one) => `${one.manifest} ${one.at} ${one.what}`} sort="at" />
                </div>
            )}
        </FoldedForm>
    );
}
