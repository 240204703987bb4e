/** Rounds: recurring work, what is due today, and what was missed and why. */
import { api } from '../../api';
import { say, t, word } from '../../i18n';
import { services } from '../../state/city';
import { whenText } from '../../time';
import { Facts } from '../../ui/Facts';
import { Link } from '../../ui/Link';
import { FoldedForm } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { useHolders, type Holders } from '../parts/holders';
import { useList, useOne } from '../parts/read';
import type { PageProps } from '../pages';
import type { Round, RoundDue } from '../../gen/api';

export function Page({ rest }: PageProps) {
    const id = rest[0];
    return (
        <>
            <h2>{t('office.rounds')}</h2>
            {id ? <OneRound id={id} key={id} /> : <All />}
        </>
    );
}

const serviceText = (round: Round): string => say(services.value.get(round.service)?.title) || round.service;

function All() {
    const rounds = useList<Round>(api.roundList, ['round', 'job']);
    const columns: Column<Round>[] = [
        {
            id: 'name',
            title: t('round.name'),
            value: (round) => say(round.name),
            cell: (round) => <Link to={`/office/rounds/${round.id}`}>{say(round.name)}</Link>,
        },
        { id: 'service', title: t('round.service'), value: serviceText },
        { id: 'sites', title: t('round.sites'), number: true, value: (round) => round.sites },
        { id: 'due', title: t('round.due'), number: true, value: (round) => round.due },
        { id: 'done', title: t('round.done'), number: true, value: (round) => round.done },
        { id: 'missed', title: t('round.missed'), number: true, value: (round) => round.missed },
        { id: 'state', title: t('job.state'), value: (round) => word('choice', round.state) },
    ];
    return <DataTable label={t('office.rounds')} rows={rounds.value} columns={columns} keyOf={(round) => round.id} sort="name" />;
}

function OneRound({ id }: { id: string }) {
    const holders = useHolders();
    const round = useOne<Round>(() => api.roundGet({ id }), ['round', 'job'], [id]).value;
    const dues = useOne(() => api.roundDues({ id }), ['round', 'job'], [id]);
    return (
        <>
            {round && (
                <Facts
                    rows={[
                        [t('round.name'), say(round.name)],
                        [t('round.service'), serviceText(round)],
                        [t('round.sites'), round.sites],
                        [t('round.missed'), round.missed],
                    ]}
                />
            )}
            <DataTable
                label={t('round.dues')}
                rows={dues.value?.items}
                columns={dueColumns(holders)}
                keyOf={(due) => `${due.site} ${due.slot}`}
                sort="-slot"
            />
            {round?.state === 'active' && (
                <>
                    <FoldedForm title={t('round.open_site')} command="round.open_site" fixed={{ id }} only={['site', 'from']} choices={{ site: holders.places }} />
                    <FoldedForm title={t('round.close_site')} command="round.close_site" fixed={{ id }} only={['site', 'reason']} choices={{ site: holders.places }} />
                </>
            )}
        </>
    );
}

const dueColumns = (holders: Holders): Column<RoundDue>[] => [
    { id: 'site', title: t('stock.where'), value: (due) => holders.name({ id: due.site, kind: 'site' }) },
    { id: 'slot', title: t('round.slot'), value: (due) => Date.parse(due.slot), cell: (due) => whenText(due.slot) },
    { id: 'due', title: t('round.until'), value: (due) => Date.parse(due.due_at), cell: (due) => whenText(due.due_at) },
    { id: 'state', title: t('job.state'), value: (due) => word('due', due.state) },
    { id: 'reason', title: t('stock.reason'), value: (due) => due.reason },
];
