/** Calls to people in isolation: who is to be called today, who was, and what they need. */
import { useSignal } from '@preact/signals';
import { api } from '../../api';
import { say, t, word } from '../../i18n';
import { mayCall } from '../../rights';
import { whenText } from '../../time';
import { attempt } from '../../ui/notice';
import { Facts } from '../../ui/Facts';
import { FoldedForm } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { usePeople } from '../parts/people';
import { useOne } from '../parts/read';
import { TraceContacts } from '../parts/TraceContacts';
import type { PageProps } from '../pages';
import type { WelfareDay, WelfarePerson } from '../../gen/api';

const results = ['well', 'needs', 'no_answer'] as const;

export function Page(_: PageProps) {
    const day = useSignal('');
    const list = useOne<WelfareDay>(
        () => api.welfareDay(day.value ? { day: day.value } : {}),
        ['welfare', 'person'],
        [day.value],
    ).value;
    const people = usePeople();
    const columns: Column<WelfarePerson>[] = [
        { id: 'who', title: t('welfare.who'), value: (one) => say(one.name) || people.name(one.person) },
        {
            id: 'phone',
            title: t('request.phone'),
            value: (one) => one.phone,
            cell: (one) => (one.phone ? <a href={`tel:${one.phone}`}>{one.phone}</a> : ''),
        },
        { id: 'calls', title: t('welfare.calls'), value: (one) => one.calls.length, cell: (one) => <Calls one={one} /> },
        { id: 'act', title: t('table.action'), value: () => '', cell: (one) => (day.value ? null : <Acts one={one} />) },
    ];
    return (
        <>
            <h2>{t('office.welfare')}</h2>
            <label class="field narrow">
                <span>{t('welfare.day')}</span>
                <input type="date" value={day.value || list?.day} onChange={(event) => (day.value = event.currentTarget.value)} />
            </label>
            <Facts
                rows={[
                    [t('welfare.wanted'), list && String(list.wanted)],
                    [t('welfare.called'), list && String(list.called)],
                    [t('welfare.missing'), list && String(list.wanted - list.called)],
                ]}
            />
            <DataTable label={t('office.welfare')} rows={list?.items} columns={columns} keyOf={(one) => one.id} sort="calls" />
            <FoldedForm title={t('welfare.add')} command="welfare.add" only={['person', 'reason']} choices={{ person: people.choices }} />
            {mayCall('privacy.trace') && <TraceContacts />}
        </>
    );
}

function Calls({ one }: { one: WelfarePerson }) {
    if (one.calls.length === 0) return <span class="urgency urgency-tag-amber">{t('welfare.not_yet')}</span>;
    return (
        <>
            {one.calls.map((call) => (
                <p key={call.at}>
                    {whenText(call.at)} · {word('welfare_result', call.result)}
                    {call.note && ` · ${call.note}`}
                </p>
            ))}
        </>
    );
}

/** What the call gave, in one press; a note where something is needed. */
function Acts({ one }: { one: WelfarePerson }) {
    const note = useSignal('');
    if (!mayCall('welfare.call')) return null;
    const call = (result: (typeof results)[number]) =>
        attempt(async () => {
            await api.welfareCall({ id: one.id, result, ...(note.value && { note: note.value }) });
            note.value = '';
        }, t('welfare.noted'));
    return (
        <span class="tags">
            <input
                aria-label={t('welfare.note', { who: say(one.name) })}
                placeholder={t('request.note')}
                maxLength={4000}
                value={note.value}
                onInput={(event) => (note.value = event.currentTarget.value)}
            />
            {results.map((result) => (
                <button key={result} type="button" class="action" onClick={() => void call(result)}>
                    {word('welfare_result', result)}
                </button>
            ))}
            <button
                type="button"
                class="quiet"
                onClick={() => void attempt(() => api.welfareRelease({ id: one.id }), t('welfare.released'))}
            >
                {t('welfare.release')}
            </button>
        </span>
    );
}
