/** Notices to the public: drafts, checks, what is out, and the four formats of one text. */
import { useSignal } from '@preact/signals';
import { api } from '../../api';
import type { Notice } from '../../gen/api';
import { say, t, word } from '../../i18n';
import { mayCall } from '../../rights';
import { zones } from '../../state/city';
import { whenText } from '../../time';
import { Facts } from '../../ui/Facts';
import { Link } from '../../ui/Link';
import { attempt } from '../../ui/notice';
import { CommandForm, FoldedForm } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { useList, useOne } from '../parts/read';
import type { PageProps } from '../pages';

const kinds = ['service_change', 'facility_closure', 'supply_stop', 'health_measure'];

export function Page({ rest }: PageProps) {
    useOne(() => zones.load(), ['zone']);
    if (rest[0]) return <One id={rest[0]} />;
    return (
        <>
            <h2>{t('office.notices')}</h2>
            <p>
                <a href="/notices">{t('notice.public')}</a>
            </p>
            <All />
            {mayCall('notice.create') && <Draft />}
        </>
    );
}

function Draft({ replaces }: { replaces?: Notice }) {
    return (
        <FoldedForm
            title={replaces ? t('notice.update') : t('form.new')}
            command="notice.create"
            only={['kind', 'headline', 'description', 'instruction', 'zones', 'expires']}
            fixed={replaces && { replaces: replaces.id }}
            first={replaces && firstOf(replaces)}
            choices={{
                kind: kinds.map((id) => ({ id, text: word('notice_kind', id) })),
                zones: zones.all.value.map((zone) => ({ id: zone.id, text: say(zone.name) })),
            }}
        />
    );
}

const firstOf = (notice: Notice) => ({
    kind: notice.kind,
    'headline.zh': notice.headline.zh,
    'headline.en': notice.headline.en,
    'description.zh': notice.description.zh,
    'description.en': notice.description.en,
    'instruction.zh': notice.instruction.zh,
    'instruction.en': notice.instruction.en,
    zones: notice.zones,
});

function All() {
    const notices = useList<Notice>(api.noticeList, ['notice']);
    const columns: Column<Notice>[] = [
        {
            id: 'number',
            title: t('table.number'),
            value: (row) => row.number,
            cell: (row) => <Link to={`/office/notices/${row.id}`}>{row.number}</Link>,
        },
        { id: 'headline', title: t('arg.headline'), value: (row) => say(row.headline) },
        { id: 'kind', title: t('arg.kind'), value: (row) => word('notice_kind', row.kind) },
        {
            id: 'state',
            title: t('job.state'),
            value: (row) => word('choice', row.state),
            cell: (row) => (
                <span class={row.late && row.state === 'checking' ? 'urgency urgency-tag-red' : ''}>
                    {word('choice', row.state)}
                </span>
            ),
        },
        {
            id: 'sent',
            title: t('notice.sent'),
            value: (row) => row.sent_at ?? row.drafted_at,
            cell: (row) => whenText(row.sent_at),
        },
        { id: 'expires', title: t('arg.expires'), value: (row) => row.expires, cell: (row) => whenText(row.expires) },
    ];
    return (
        <DataTable label={t('office.notices')} rows={notices.value} columns={columns} keyOf={(row) => row.id} sort="-number" />
    );
}

function One({ id }: { id: string }) {
    const notice = useOne(() => api.noticeGet({ id }), ['notice'], [id]).value;
    if (!notice) return null;
    const waits = notice.state === 'draft' || notice.state === 'rejected';
    const over = ['cancelled', 'expired', 'superseded'].includes(notice.state);
    return (
        <>
            <h2>
                <Link to="/office/notices">{t('office.notices')}</Link> · {notice.number}
            </h2>
            <section class="card" aria-label={notice.number}>
                <h3>{say(notice.headline)}</h3>
                <p>{say(notice.description)}</p>
                <p>{say(notice.instruction)}</p>
                <Facts
                    rows={[
                        [t('job.state'), word('choice', notice.state)],
                        [t('notice.drafted'), `${notice.drafted_by} · ${whenText(notice.drafted_at)}`],
                        [t('notice.out_by'), notice.due_at && whenText(notice.due_at)],
                        [t('notice.sent'), notice.sent_at && whenText(notice.sent_at)],
                        [t('notice.identifier'), notice.identifier],
                        [t('arg.expires'), notice.expires && whenText(notice.expires)],
                        [t('arg.zones'), notice.areas.map((area) => say(area.name)).join(' · ')],
                    ]}
                />
                <div class="tags">
                    {notice.approval && <Link to={`/office/approvals/${notice.approval}`}>{t('notice.to_checks')}</Link>}
                    {waits && mayCall('notice.submit') && (
                        <button
                            type="button"
                            class="primary"
                            onClick={() => void attempt(() => api.noticeSubmit({ id }), t('notice.submitted'))}
                        >
                            {t('notice.submit')}
                        </button>
                    )}
                </div>
                {!over && mayCall('notice.cancel') && (
                    <CommandForm command="notice.cancel" only={['reason']} fixed={{ id }} submit={t('notice.cancel')} />
                )}
            </section>
            <Formats id={id} rev={notice.rev} />
            {notice.state === 'published' && mayCall('notice.create') && <Draft replaces={notice} />}
        </>
    );
}

const formats = ['short', 'feed', 'cap'] as const;

function Formats({ id, rev }: { id: string; rev: number }) {
    const shown = useSignal<(typeof formats)[number]>('short');
    const text = useOne(
        () => api.noticeFormat({ id, format: shown.value, lang: document.documentElement.lang === 'en' ? 'en' : 'zh' }),
        [],
        [id, rev, shown.value],
    );
    return (
        <section class="card" aria-label={t('notice.formats')}>
            <h3>{t('notice.formats')}</h3>
            <div class="tags">
                {formats.map((format) => (
                    <button
                        key={format}
                        type="button"
                        class="action"
                        aria-pressed={shown.value === format}
                        onClick={() => (shown.value = format)}
                    >
                        {t(`notice.format_${format}`)}
                    </button>
                ))}
                <a href={`/notices/${id}`}>{t('notice.page')}</a>
            </div>
            <pre tabIndex={0}>{text.value?.text}</pre>
        </section>
    );
}
