/** Who works together: units and people registered with communities, and standing agreements. */
import { useSignal } from '@preact/signals';
import { api } from '../../api';
import { t, word } from '../../i18n';
import { mayCall } from '../../rights';
import { now, whenText } from '../../time';
import { attempt } from '../../ui/notice';
import { CommandForm, FoldedForm } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { useOrgs, usePeople } from '../parts/people';
import { useList } from '../parts/read';
import { Tabs } from '../parts/Tabs';
import type { PageProps } from '../pages';
import type { Affiliation, Agreement } from '../../gen/api';

export function Page({ rest }: PageProps) {
    const part = rest[0] ?? '';
    return (
        <>
            <h2>{t('office.partners')}</h2>
            <Tabs
                base="/office/partners"
                label={t('office.partners')}
                at={part}
                parts={[
                    ['', 'partner.registrations'],
                    ['agreements', 'partner.agreements'],
                ]}
            />
            {part === 'agreements' ? <Agreements /> : <Registrations />}
        </>
    );
}

interface Help {
    at: string;
    what: string;
    hours?: number;
}

/** S2-2, S1-13: a unit, or a person where they live, and what they have done there. */
function Registrations() {
    const list = useList<Affiliation>((page) => api.affiliationList({ ...page, open: true }), ['affiliation']);
    const orgs = useOrgs();
    const communities = useOrgs('community');
    const people = usePeople();
    const columns: Column<Affiliation>[] = [
        { id: 'community', title: t('partner.community'), value: (one) => orgs.name(one.community) },
        { id: 'who', title: t('partner.who'), value: (one) => orgs.name(one.unit) || people.name(one.person) },
        { id: 'kind', title: t('partner.kind'), value: (one) => word('arg', one.unit ? 'unit' : 'person') },
        { id: 'from', title: t('permit.from'), value: (one) => Date.parse(one.from), cell: (one) => whenText(one.from) },
        { id: 'helps', title: t('partner.helps'), value: (one) => one.helps.length, cell: (one) => <Helps one={one} /> },
        { id: 'act', title: t('table.action'), value: () => '', cell: (one) => <RegistrationActs one={one} /> },
    ];
    return (
        <>
            <DataTable label={t('partner.registrations')} rows={list.value} columns={columns} keyOf={(one) => one.id} sort="community" />
            <FoldedForm
                title={t('partner.new_unit')}
                command="affiliation.create"
                only={['community', 'unit', 'note']}
                choices={{ community: communities.choices, unit: orgs.choices }}
            />
            <FoldedForm
                title={t('partner.new_person')}
                command="affiliation.create"
                only={['community', 'person', 'note']}
                choices={{ community: communities.choices, person: people.choices }}
            />
        </>
    );
}

function Helps({ one }: { one: Affiliation }) {
    return (
        <>
            {(one.helps as unknown as Help[]).map((help) => (
                <p key={help.at}>
                    {whenText(help.at)} · {help.what}
                    {help.hours ? ` · ${help.hours} h` : ''}
                </p>
            ))}
        </>
    );
}

function RegistrationActs({ one }: { one: Affiliation }) {
    const what = useSignal('');
    if (!mayCall('affiliation.help')) return null;
    const help = () =>
        attempt(async () => {
            await api.affiliationHelp({ id: one.id, what: what.value });
            what.value = '';
        }, t('partner.help_noted'));
    return (
        <span class="tags">
            <input
                aria-label={t('partner.help')}
                placeholder={t('partner.help')}
                maxLength={4000}
                value={what.value}
                onInput={(event) => (what.value = event.currentTarget.value)}
            />
            <button type="button" class="action" disabled={!what.value.trim()} onClick={() => void help()}>
                {t('action.save')}
            </button>
            <button type="button" class="quiet" onClick={() => void attempt(() => api.affiliationEnd({ id: one.id }), t('org.ended'))}>
                {t('org.end')}
            </button>
        </span>
    );
}

interface Contacted {
    at: string;
    note: string;
}

/** S1-11, S1-15: partners with the date of the next contact; what is due comes first. */
function Agreements() {
    const list = useList<Agreement>((page) => api.agreementList({ ...page, state: 'active' }), ['agreement']);
    const orgs = useOrgs();
    const columns: Column<Agreement>[] = [
        { id: 'partner', title: t('partner.partner'), value: (one) => orgs.name(one.partner) || one.partner_name },
        { id: 'subjects', title: t('partner.subjects'), value: (one) => one.subjects.join(', ') },
        {
            id: 'next',
            title: t('partner.next'),
            value: (one) => (one.next_at ? Date.parse(one.next_at) : Infinity),
            cell: (one) => <Next one={one} />,
        },
        {
            id: 'last',
            title: t('partner.contacts'),
            value: (one) => one.contacts.length,
            cell: (one) => {
                const last = (one.contacts as unknown as Contacted[]).at(-1);
                return last ? `${whenText(last.at)} · ${last.note}` : '';
            },
        },
        { id: 'act', title: t('table.action'), value: () => '', cell: (one) => <AgreementActs one={one} /> },
    ];
    return (
        <>
            <DataTable label={t('partner.agreements')} rows={list.value} columns={columns} keyOf={(one) => one.id} sort="next" />
            <FoldedForm
                command="agreement.create"
                only={['partner', 'partner_name', 'subjects', 'terms', 'contact', 'next_at']}
                choices={{ partner: orgs.choices }}
            />
        </>
    );
}

function Next({ one }: { one: Agreement }) {
    if (!one.next_at) return <>–</>;
    const late = Date.parse(one.next_at) < now.value;
    return <span class={late ? 'urgency urgency-tag-red' : ''}>{whenText(one.next_at)}</span>;
}

function AgreementActs({ one }: { one: Agreement }) {
    if (!mayCall('agreement.contact')) return null;
    return (
        <>
            <details>
                <summary>{t('partner.contacted')}</summary>
                <CommandForm command="agreement.contact" fixed={{ id: one.id }} only={['note', 'next_at']} />
            </details>
            <button type="button" class="quiet" onClick={() => void attempt(() => api.agreementEnd({ id: one.id }), t('org.ended'))}>
                {t('org.end')}
            </button>
        </>
    );
}
