/** What waits for the caller's decision, what has been asked, which papers are owed. */
import { useSignal } from '@preact/signals';
import { api } from '../../api';
import type { Approval, ApprovalStep } from '../../gen/api';
import { say, t, word } from '../../i18n';
import { mayCall } from '../../rights';
import { term } from '../../state/city';
import { now, spanText, whenText } from '../../time';
import { attempt } from '../../ui/notice';
import { Facts } from '../../ui/Facts';
import { Link } from '../../ui/Link';
import { ReasonField } from '../../ui/ReasonField';
import { CommandForm, FoldedForm } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { loadInbox, inbox } from '../inbox';
import { useList, useOne } from '../parts/read';
import type { PageProps } from '../pages';

export function Page({ rest }: PageProps) {
    useOne(loadInbox, ['approval', 'delegation']);
    if (rest[0]) return <One id={rest[0]} />;
    return (
        <>
            <h2>{t('office.approvals')}</h2>
            <Inbox />
            <Papers />
            <All />
            {mayCall('delegation.create') && <Delegations />}
        </>
    );
}

function Inbox() {
    const mine = inbox.value;
    return (
        <section class="stack" aria-label={t('approval.inbox')}>
            <h3>{t('approval.inbox')}</h3>
            {mine?.length === 0 && <p class="muted">{t('approval.none')}</p>}
            {mine?.map((approval) => <Card key={approval.id} approval={approval} decide />)}
        </section>
    );
}

/** The time that is left, or by how much it is over. */
function Due({ approval }: { approval: Approval }) {
    if (!approval.due_at) return null;
    const left = Date.parse(approval.due_at) - now.value;
    const key = left < 0 ? 'due.late' : 'due.left';
    return (
        <span class={left < 0 ? 'urgency urgency-tag-red' : 'muted'}>
            {t(key, { time: whenText(approval.due_at), span: spanText(left) })}
        </span>
    );
}

const stepAt = (approval: Approval): ApprovalStep | undefined =>
    approval.state === 'waiting' ? approval.steps[approval.step] : undefined;

function Card({ approval, decide = false }: { approval: Approval; decide?: boolean }) {
    const step = stepAt(approval);
    return (
        <article class="card">
            <div class="tags">
                <Link to={`/office/approvals/${approval.id}`}>{approval.number}</Link>
                <b>{say(approval.title)}</b>
                {approval.after && <span class="tag">{t('approval.after')}</span>}
                {step?.escalated_at && <span class="urgency urgency-tag-amber">{t('approval.escalated')}</span>}
                <Due approval={approval} />
            </div>
            <Facts
                rows={[
                    [t('approval.step'), step ? say(step.label) : word('choice', approval.state)],
                    [t('approval.about'), approval.about?.number],
                    [t('approval.asked'), `${approval.asked_by} · ${whenText(approval.asked_at)}`],
                    [t('arg.reason'), approval.reason],
                ]}
            />
            {decide && <Decide approval={approval} />}
        </article>
    );
}

/** A name typed under the decision is its signature. */
function Decide({ approval }: { approval: Approval }) {
    const reason = useSignal('');
    const decide = (approve: boolean) =>
        attempt(async () => {
            await api.approvalDecide(
                { id: approval.id, approve, ...(reason.value && { reason: reason.value }) },
                { ifMatch: approval.rev },
            );
            await loadInbox();
        }, t(approve ? 'approval.agreed' : 'approval.refused_it'));
    return (
        <div class="stack">
            <ReasonField label={t('arg.reason')} reason={reason} optional />
            <div class="tags">
                <button type="button" class="primary" onClick={() => void decide(true)}>
                    {t('approval.agree')}
                </button>
                <button type="button" class="action" disabled={!reason.value.trim()} onClick={() => void decide(false)}>
                    {t('approval.refuse')}
                </button>
            </div>
        </div>
    );
}

function Papers() {
    const owed = useOne(async () => (mayCall('approval.papers') ? (await api.approvalPapers({})).items : []), [
        'approval',
    ]);
    const rows = (owed.value ?? []).flatMap((approval) =>
        approval.papers.filter((paper) => !paper.filed_at).map((paper) => ({ approval, paper })),
    );
    if (rows.length === 0) return null;
    const file = (id: string, paper: string) =>
        attempt(() => api.approvalFilePaper({ id, paper }), t('approval.filed'));
    return (
        <section class="stack" aria-label={t('approval.papers')}>
            <h3>{t('approval.papers')}</h3>
            <ul class="stack">
                {rows.map(({ approval, paper }) => (
                    <li key={approval.id + paper.id} class="card tags">
                        <Link to={`/office/approvals/${approval.id}`}>{approval.number}</Link>
                        <b>{say(paper.label)}</b>
                        <span>{say(approval.title)}</span>
                        <span class={paper.late ? 'urgency urgency-tag-red' : 'muted'}>
                            {t('approval.paper_due', { time: whenText(paper.due_at) })}
                        </span>
                        {mayCall('approval.file_paper') && (
                            <button type="button" class="action" onClick={() => void file(approval.id, paper.id)}>
                                {t('approval.file')}
                            </button>
                        )}
                    </li>
                ))}
            </ul>
        </section>
    );
}

function All() {
    const all = useList<Approval>(api.approvalList, ['approval']);
    const columns: Column<Approval>[] = [
        {
            id: 'number',
            title: t('table.number'),
            value: (row) => row.number,
            cell: (row) => <Link to={`/office/approvals/${row.id}`}>{row.number}</Link>,
        },
        { id: 'title', title: t('approval.title'), value: (row) => say(row.title) },
        { id: 'about', title: t('approval.about'), value: (row) => row.about?.number },
        { id: 'state', title: t('job.state'), value: (row) => word('choice', row.state) },
        {
            id: 'asked',
            title: t('approval.asked'),
            value: (row) => Date.parse(row.asked_at),
            cell: (row) => whenText(row.asked_at),
        },
        {
            id: 'due',
            title: t('job.due'),
            value: (row) => (row.due_at ? Date.parse(row.due_at) : null),
            cell: (row) => <Due approval={row} />,
        },
    ];
    return (
        <section class="stack" aria-label={t('approval.all')}>
            <h3>{t('approval.all')}</h3>
            <DataTable label={t('approval.all')} rows={all.value} columns={columns} keyOf={(row) => row.id} sort="-asked" />
        </section>
    );
}

function One({ id }: { id: string }) {
    const approval = useOne(() => api.approvalGet({ id }), ['approval'], [id]).value;
    const mine = inbox.value?.some((one) => one.id === id) ?? false;
    return (
        <>
            <h2>
                <Link to="/office/approvals">{t('office.approvals')}</Link> · {approval?.number}
            </h2>
            {approval && <Card approval={approval} decide={mine} />}
            {approval?.state === 'rejected' && approval.about?.noun === 'job' && !approval.asked_again && (
                <FoldedForm title={t('approval.ask_again')} command="approval.ask_again" fixed={{ id }} only={['reason']} />
            )}
            {approval?.asked_again && (
                <p>
                    <Link to={`/office/approvals/${approval.asked_again}`}>{t('approval.followed')}</Link>
                </p>
            )}
            {approval?.steps.map((step) => (
                <section class="card" key={step.id} aria-label={say(step.label)}>
                    <h3>{say(step.label)}</h3>
                    <Facts
                        rows={[
                            [t('approval.role'), term('roles', step.role)],
                            [t('approval.quorum'), step.quorum > 1 ? String(step.quorum) : null],
                            [t('job.due'), step.due_at && whenText(step.due_at)],
                            [
                                t('approval.escalates'),
                                step.escalates &&
                                    `${term('roles', step.escalates)}${step.escalated_at ? ` · ${whenText(step.escalated_at)}` : ''}`,
                            ],
                        ]}
                    />
                    {step.votes.map((vote) => (
                        <p key={vote.user}>
                            <b>{t(vote.yes ? 'approval.agreed' : 'approval.refused_it')}</b> · {vote.signature.by}
                            {vote.for && ` (${t('approval.for', { name: vote.for })})`} · {whenText(vote.at)}
                            {vote.reason && ` · ${vote.reason}`}
                        </p>
                    ))}
                </section>
            ))}
        </>
    );
}

function Delegations() {
    const given = useList(api.delegationList, ['delegation']);
    const users = useOne(
        async () => (mayCall('user.list') ? (await api.userList({ limit: 1000 })).items : []),
        ['user'],
    );
    const end = (id: string) => attempt(() => api.delegationEnd({ id }), t('approval.delegation_ended'));
    return (
        <details class="new-row">
            <summary>{t('approval.delegations')}</summary>
            <ul class="stack pad">
                {given.value
                    ?.filter((one) => one.state === 'given')
                    .map((one) => (
                        <li key={one.id} class="tags">
                            {one.giver_name} → {one.taker_name} · {whenText(one.from)} – {whenText(one.until)}
                            <button type="button" class="action" onClick={() => void end(one.id)}>
                                {t('approval.end_delegation')}
                            </button>
                        </li>
                    ))}
            </ul>
            <CommandForm
                command="delegation.create"
                only={['taker', 'until', 'reason']}
                choices={{ taker: (users.value ?? []).map((user) => ({ id: user.id, text: user.name })) }}
            />
        </details>
    );
}
