/** Stock: what is there and how long it lasts, what is short and where it could come from, and the ledger. */
import { useSignal } from '@preact/signals';
import { api } from '../../api';
import { amountText, say, t, word } from '../../i18n';
import { term, termsOf } from '../../state/city';
import { whenText } from '../../time';
import { FoldedForm, type Choice } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { useHolders, type Holders } from '../parts/holders';
import { useList, useOne } from '../parts/read';
import { Tabs } from '../parts/Tabs';
import type { PageProps } from '../pages';
import type { StockCover, StockMove, StockShortage, StockSource } from '../../gen/api';

const nouns = ['crew', 'site', 'vehicle', 'person', 'transfer', 'visit', 'quote'];

export function Page({ rest }: PageProps) {
    const holders = useHolders();
    const part = rest[0] ?? '';
    return (
        <>
            <h2>{t('office.stock')}</h2>
            <Tabs
                base="/office/stock"
                label={t('office.stock')}
                at={part}
                parts={[
                    ['', 'stock.levels'],
                    ['shortages', 'stock.shortages'],
                    ['moves', 'stock.moves'],
                ]}
            />
            {part === 'shortages' ? (
                <Shortages />
            ) : part === 'moves' ? (
                <Moves holders={holders} />
            ) : (
                <Levels holders={holders} />
            )}
        </>
    );
}

const itemName = (row: { item: string; name?: { zh?: string; en?: string } | null }) =>
    say(row.name) || row.item;

const days = (row: StockCover | StockShortage): string =>
    row.days_cover === null ? t('stock.undefined') : amountText(row.days_cover, 1);

const reasons = (row: StockCover | StockShortage): string => row.short.map((one) => word('short', one)).join(' · ');

function levelColumns<T extends StockCover | StockShortage>(): Column<T>[] {
    return [
        { id: 'item', title: t('stock.item'), value: itemName },
        { id: 'unit', title: t('stock.unit'), value: (row) => say(row.unit) },
        { id: 'on_hand', title: t('stock.on_hand'), number: true, value: (row) => row.on_hand, cell: (row) => amountText(row.on_hand) },
        { id: 'in_transit', title: t('stock.in_transit'), number: true, value: (row) => row.in_transit, cell: (row) => amountText(row.in_transit) },
        { id: 'reserved', title: t('stock.reserved'), number: true, value: (row) => row.reserved, cell: (row) => amountText(row.reserved ?? 0) },
        { id: 'minimum', title: t('stock.minimum'), number: true, value: (row) => row.minimum, cell: (row) => amountText(row.minimum) },
        { id: 'per_day', title: t('stock.per_day'), number: true, value: (row) => row.per_day, cell: (row) => amountText(row.per_day, 1) },
        { id: 'days', title: t('stock.days_cover'), number: true, value: (row) => row.days_cover, cell: days },
        { id: 'short', title: t('stock.short'), value: reasons },
    ];
}

function Levels({ holders }: { holders: Holders }) {
    const holder = useSignal('');
    const wanted = holder.value || undefined;
    const levels = useOne(() => api.stockLevels({ holder: wanted }), nouns, [wanted]);
    return (
        <>
            <label class="field narrow">
                <span>{t('stock.where')}</span>
                <select value={holder.value} onChange={(event) => (holder.value = event.currentTarget.value)}>
                    <option value="">{t('stock.everywhere')}</option>
                    {holders.all.map((one) => (
                        <option key={one.id} value={one.id}>
                            {one.text}
                        </option>
                    ))}
                </select>
            </label>
            <DataTable
                label={t('stock.levels')}
                rows={levels.value?.items}
                columns={levelColumns<StockCover>()}
                keyOf={(row) => row.item}
                sort="item"
            />
            <Forms holders={holders} />
        </>
    );
}

/** What can be booked, each as a form that opens. */
function Forms({ holders }: { holders: Holders }) {
    const items = termsOf('items');
    const choices = { holder: holders.all, from: holders.all, to: holders.all, item: items, 'lines.item': items };
    return (
        <>
            <Booking command="stock.receive" choices={choices} />
            <Booking command="stock.issue" choices={choices} />
            <Booking command="transfer.send" choices={choices} />
            <Booking command="stock.return" choices={choices} />
            <Booking command="stock.consume" choices={choices} only={['holder', 'lines', 'reason', 'at']} />
            <Booking command="stock.count" choices={choices} />
        </>
    );
}

const Booking = (form: Parameters<typeof FoldedForm>[0]) => <FoldedForm title={word('act', form.command)} {...form} />;

function Shortages() {
    const rows = useList<StockShortage>(() => api.stockShortages(), nouns);
    const columns: Column<StockShortage>[] = [
        { id: 'place', title: t('stock.where'), value: (row) => say(row.holder_name) },
        ...levelColumns<StockShortage>().filter((column) => !['unit', 'in_transit', 'reserved'].includes(column.id)),
        { id: 'sources', title: t('stock.sources'), value: (row) => row.sources.map(sourceText).join('; '), cell: (row) => <Sources row={row} /> },
    ];
    const items: Choice[] = [...new Map((rows.value ?? []).map((row) => [row.item, itemName(row)]))].map(([id, text]) => ({ id, text }));
    return (
        <>
            <DataTable
                label={t('stock.shortages')}
                rows={rows.value}
                columns={columns}
                keyOf={(row) => `${row.holder} ${row.item}`}
                sort="place"
                empty={t('stock.none_short')}
            />
            {items.length > 0 && (
                <Booking
                    command="quote.create"
                    choices={{ item: items }}
                    only={['item', 'supplier', 'phone', 'qty', 'price', 'ready_at', 'valid_until', 'note']}
                />
            )}
        </>
    );
}

function sourceText(source: StockSource): string {
    const what = source.kind === 'alternative' ? term('items', source.item) : (source.supplier ?? say(source.name));
    const ready = source.ready_at ? ` · ${whenText(source.ready_at)}` : '';
    return `${word('source', source.kind)}: ${what} ${amountText(source.qty ?? 0)}${ready}`;
}

function Sources({ row }: { row: StockShortage }) {
    if (row.sources.length === 0) return <>{t('stock.no_source')}</>;
    return (
        <ul class="plain">
            {row.sources.map((source, i) => (
                <li key={i}>{sourceText(source)}</li>
            ))}
        </ul>
    );
}

function Moves({ holders }: { holders: Holders }) {
    const moves = useOne(() => api.stockMoves({ limit: 500 }), nouns);
    const columns: Column<StockMove>[] = [
        { id: 'at', title: t('stock.at'), value: (row) => Date.parse(row.at), cell: (row) => whenText(row.at) },
        { id: 'kind', title: t('stock.kind'), value: (row) => word('move', row.kind) },
        { id: 'item', title: t('stock.item'), value: (row) => term('items', row.item) },
        { id: 'qty', title: t('stock.qty'), number: true, value: (row) => row.qty, cell: (row) => amountText(row.qty) },
        { id: 'lot', title: t('stock.lot'), value: (row) => row.serial ?? row.lot },
        { id: 'from', title: t('stock.from'), value: (row) => holders.name(row.from) },
        { id: 'to', title: t('stock.to'), value: (row) => holders.name(row.to) },
        { id: 'by', title: t('stock.by'), value: (row) => row.by },
        { id: 'reason', title: t('stock.reason'), value: (row) => row.reason },
    ];
    return (
        <DataTable
            label={t('stock.moves')}
            rows={moves.value?.items}
            columns={columns}
            keyOf={(row) => `${row.move} ${row.item} ${row.from.id}`}
            sort="-at"
        />
    );
}
