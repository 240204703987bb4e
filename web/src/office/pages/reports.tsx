/** Figures as of a moment: what was counted, the events behind each, and the same on paper. */
import { useSignal, type Signal } from '@preact/signals';
import { api } from '../../api';
import { language, say, t } from '../../i18n';
import { services } from '../../state/city';
import { cityTime, whenText } from '../../time';
import { Link } from '../../ui/Link';
import { Downloads } from '../parts/Downloads';
import { DataTable, type Column } from '../parts/DataTable';
import { useOne } from '../parts/read';
import type { PageProps } from '../pages';
import type { Figure, FigureGroup, FigureRow } from '../../gen/api';

interface Asked {
    as_of?: string;
    from?: string;
    by?: 'group' | 'org' | 'day';
}

export function Page({ rest }: PageProps) {
    const asked = useSignal<Asked>({});
    const figure = rest[0];
    return (
        <>
            <h2>{t('office.reports')}</h2>
            <Moment asked={asked} />
            {figure ? (
                <OneFigure key={figure} id={figure} asked={asked.value} />
            ) : (
                <AllFigures asked={asked.value} />
            )}
        </>
    );
}

/** As of when, since when, and by what. */
function Moment({ asked }: { asked: Signal<Asked> }) {
    const set = (change: Asked) => (asked.value = { ...asked.value, ...change });
    const time = (typed: string) => (typed ? cityTime(typed) : undefined);
    return (
        <form class="moment" aria-label={t('report.moment')} onSubmit={(event) => event.preventDefault()}>
            <label>
                {t('report.as_of')}
                <input type="datetime-local" onChange={(event) => set({ as_of: time(event.currentTarget.value) })} />
            </label>
            <label>
                {t('report.from')}
                <input type="datetime-local" onChange={(event) => set({ from: time(event.currentTarget.value) })} />
            </label>
            <label>
                {t('report.by')}
                <select onChange={(event) => set({ by: event.currentTarget.value as Asked['by'] })}>
                    <option value="group">{t('report.by_group')}</option>
                    <option value="org">{t('report.by_org')}</option>
                    <option value="day">{t('report.by_day')}</option>
                </select>
            </label>
        </form>
    );
}

const idle = (figure: Figure) => figure.id.includes('/') && figure.value === 0 && figure.period === 0;

function AllFigures({ asked }: { asked: Asked }) {
    const figures = useOne(() => api.reportFigures(asked), [], [asked]);
    const rows = figures.value?.items.filter((figure) => !idle(figure));
    const query = { ...asked, lang: language.value === 'en' ? 'en' : 'zh' };
    return (
        <DataTable
            label={t('office.reports')}
            rows={rows}
            columns={figureColumns()}
            keyOf={(figure) => figure.id}
            tools={<Downloads path="/reports/print" query={query} />}
        />
    );
}

const serviceOf = (figure: Figure): string =>
    figure.id.includes('/') ? say(services.value.get(figure.id.split('/')[0]!)?.title) : '';

const figureColumns = (): Column<Figure>[] => [
    {
        id: 'name',
        title: t('report.figure'),
        value: (figure) => `${serviceOf(figure)} ${say(figure.name)}`,
        cell: (figure) => (
            <Link to={`/office/reports/${encodeURIComponent(figure.id)}`}>
                {[serviceOf(figure), say(figure.name)].filter(Boolean).join(' · ')}
            </Link>
        ),
    },
    { id: 'unit', title: t('report.unit'), value: (figure) => say(figure.unit) },
    { id: 'period', title: t('report.period'), value: (figure) => figure.period, number: true },
    { id: 'value', title: t('report.value'), value: (figure) => figure.value, number: true },
];

/** Groups and rows of one figure; the rows add up to it. */
function OneFigure({ id, asked }: { id: string; asked: Asked }) {
    const figures = useOne(() => api.reportFigures({ ...asked, figure: id }), [], [asked]);
    const { as_of, from } = asked;
    const rows = useOne(() => api.reportRows({ as_of, from, figure: id, limit: 1000 }), [], [asked]);
    const figure = figures.value?.items[0];
    return (
        <>
            <p>
                <Link to="/office/reports">{t('report.all')}</Link>
            </p>
            <h3>{figure ? say(figure.name) : id}</h3>
            <p role="status">
                {rows.value && t('report.adds_up', { rows: rows.value.rows, sum: rows.value.sum })}
            </p>
            {figure && figure.groups.length > 1 && (
                <DataTable
                    label={t('report.groups')}
                    rows={figure.groups}
                    columns={groupColumns()}
                    keyOf={(group) => group.group}
                    sort="-value"
                />
            )}
            <DataTable
                label={t('report.rows')}
                rows={rows.value?.items}
                columns={rowColumns()}
                keyOf={(row) => `${row.seq} ${row.group} ${row.amount}`}
                sort="-seq"
            />
        </>
    );
}

const groupColumns = (): Column<FigureGroup>[] => [
    {
        id: 'group',
        title: t('report.group'),
        value: (group) => say(services.value.get(group.group)?.title) || group.group,
    },
    { id: 'period', title: t('report.period'), value: (group) => group.period, number: true },
    { id: 'value', title: t('report.value'), value: (group) => group.value, number: true },
];

const rowColumns = (): Column<FigureRow>[] => [
    { id: 'seq', title: t('report.seq'), value: (row) => row.seq, number: true },
    { id: 'at', title: t('report.at'), value: (row) => Date.parse(row.at), cell: (row) => whenText(row.at) },
    { id: 'type', title: t('report.event'), value: (row) => row.type },
    { id: 'noun', title: t('report.thing'), value: (row) => `${row.noun} ${row.noun_id}` },
    { id: 'by', title: t('report.who'), value: (row) => row.by },
    { id: 'group', title: t('report.group'), value: (row) => row.group },
    { id: 'amount', title: t('report.amount'), value: (row) => row.amount, number: true },
];

