/** Thanks, complaints and suggestions, linked to the work; satisfaction in figures. */
import { api } from '../../api';
import type { FeedbackEntry } from '../../gen/api';
import { say, t, word } from '../../i18n';
import { mayCall } from '../../rights';
import { services } from '../../state/city';
import { whenText } from '../../time';
import { Facts } from '../../ui/Facts';
import { Link } from '../../ui/Link';
import { CommandForm, FoldedForm } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { useList, useOne } from '../parts/read';
import type { PageProps } from '../pages';

export function Page({ rest }: PageProps) {
    if (rest[0]) return <One id={rest[0]} />;
    return (
        <>
            <h2>{t('office.feedback')}</h2>
            <Satisfaction />
            <All />
            <FoldedForm command="feedback.record" only={['kind', 'activity', 'from', 'text']} />
        </>
    );
}

const share = (part: number) => `${Math.round(part * 1000) / 10} %`;

function Satisfaction() {
    const told = useOne(() => api.reportSatisfaction({}), ['request', 'feedback']).value;
    if (!told) return null;
    return (
        <section class="card" aria-label={t('feedback.satisfaction')}>
            <h3>
                {t('feedback.satisfaction')} · {t('figures.as_of', { time: whenText(told.as_of) })}
            </h3>
            <Facts
                rows={[
                    [t('feedback.scores'), String(told.total.scores)],
                    [t('feedback.mean'), told.total.scores ? told.total.mean.toFixed(2) : null],
                    [t('feedback.satisfied'), told.total.scores ? share(told.total.satisfied) : null],
                    [t('choice.thanks'), String(told.thanks)],
                    [t('choice.complaint'), `${told.complaints} (${t('feedback.open', { n: told.complaints_open })})`],
                    ...told.services.map((one): [string, string] => [
                        say(services.value.get(one.service)?.title) || one.service,
                        `${one.scores} · ${one.mean.toFixed(2)} · ${share(one.satisfied)}`,
                    ]),
                ]}
            />
        </section>
    );
}

function All() {
    const all = useList<FeedbackEntry>(api.feedbackList, ['feedback']);
    const columns: Column<FeedbackEntry>[] = [
        {
            id: 'number',
            title: t('table.number'),
            value: (row) => row.number,
            cell: (row) => <Link to={`/office/feedback/${row.id}`}>{row.number}</Link>,
        },
        { id: 'kind', title: t('arg.kind'), value: (row) => word('choice', row.kind) },
        { id: 'about', title: t('approval.about'), value: (row) => row.job_number ?? row.activity },
        { id: 'text', title: t('arg.text'), value: (row) => row.text },
        {
            id: 'state',
            title: t('job.state'),
            value: (row) => word('choice', row.state),
            cell: (row) => (
                <span class={row.late ? 'urgency urgency-tag-red' : ''}>
                    {word('choice', row.state)}
                    {row.state === 'open' && row.due_at && ` · ${t('approval.paper_due', { time: whenText(row.due_at) })}`}
                </span>
            ),
        },
        { id: 'at', title: t('feedback.at'), value: (row) => row.at, cell: (row) => whenText(row.at) },
    ];
    return (
        <DataTable label={t('office.feedback')} rows={all.value} columns={columns} keyOf={(row) => row.id} sort="-number" />
    );
}

function One({ id }: { id: string }) {
    const one = useOne(() => api.feedbackGet({ id }), ['feedback'], [id]).value;
    if (!one) return null;
    return (
        <>
            <h2>
                <Link to="/office/feedback">{t('office.feedback')}</Link> · {one.number}
            </h2>
            <section class="card" aria-label={one.number}>
                <p>{one.text}</p>
                <Facts
                    rows={[
                        [t('arg.kind'), word('choice', one.kind)],
                        [t('arg.from_whom'), one.from],
                        [t('approval.about'), one.job_number ?? one.activity],
                        [t('feedback.at'), whenText(one.at)],
                        [t('job.due'), one.due_at && whenText(one.due_at)],
                        [t('arg.answer'), one.answer && `${one.answer} · ${one.answered_by} · ${whenText(one.answered_at)}`],
                    ]}
                />
                {one.state === 'open' && mayCall('feedback.answer') && (
                    <CommandForm command="feedback.answer" only={['answer']} fixed={{ id }} />
                )}
            </section>
        </>
    );
}
