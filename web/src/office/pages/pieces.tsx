/** Registered pieces: the register, what is due, and the life of one number. */
import { useSignal } from '@preact/signals';
import { api } from '../../api';
import { say, t, word } from '../../i18n';
import { go } from '../../route';
import { term } from '../../state/city';
import { whenText } from '../../time';
import { Facts } from '../../ui/Facts';
import { Link } from '../../ui/Link';
import { FoldedForm } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { useHolders, type Holders } from '../parts/holders';
import { useList, useOne } from '../parts/read';
import { Tabs } from '../parts/Tabs';
import type { PageProps } from '../pages';
import type { Org, Piece, RegisterKind, StockMove, Trace } from '../../gen/api';

export function Page({ rest }: PageProps) {
    const [part = '', serial] = rest;
    return (
        <>
            <h2>{t('office.pieces')}</h2>
            <Tabs
                base="/office/pieces"
                label={t('office.pieces')}
                at={part}
                parts={[
                    ['', 'piece.all'],
                    ['due', 'piece.due'],
                    ['trace', 'piece.trace'],
                ]}
            />
            {part === 'trace' ? <Tracing serial={serial ?? ''} /> : <Register due={part === 'due'} key={part} />}
        </>
    );
}

/** What registers, tests and acts are called, by their codes. */
function useRegisters() {
    const registers = useOne(() => api.registerList(), []);
    const all = registers.value?.items ?? [];
    return {
        all,
        name: (id: string) => say(all.find((one) => one.id === id)?.name) || id,
        act: (id: string) =>
            say(all.flatMap((one: RegisterKind) => [...one.acts, ...one.tests]).find((one) => one.id === id)?.name) || id,
    };
}

type Registers = ReturnType<typeof useRegisters>;

const dayText = (moment: string | null): string => (moment ? moment.slice(0, 10) : '');

const columns = (registers: Registers): Column<Piece>[] => [
    {
        id: 'code',
        title: t('piece.code'),
        value: (piece) => piece.code,
        cell: (piece) => <Link to={`/office/pieces/trace/${encodeURIComponent(piece.code)}`}>{piece.code}</Link>,
    },
    { id: 'register', title: t('piece.register'), value: (piece) => registers.name(piece.register) },
    { id: 'state', title: t('piece.state'), value: (piece) => word('choice', piece.state) },
    { id: 'item', title: t('piece.now'), value: (piece) => (piece.item ? term('items', piece.item) : '') },
    { id: 'made', title: t('piece.made'), value: (piece) => dayText(piece.made_at) },
    { id: 'test', title: t('piece.next_test'), value: (piece) => dayText(piece.next_test_at) },
    { id: 'life', title: t('piece.life_ends'), value: (piece) => dayText(piece.life_ends_at) },
    { id: 'overdue', title: t('piece.overdue'), value: (piece) => (piece.overdue ? overdueText(registers, piece.overdue) : piece.warn ? t('piece.soon') : '') },
];

const overdueText = (registers: Registers, what: string): string =>
    what === 'life' ? t('piece.life_over') : registers.act(what);

function Register({ due }: { due: boolean }) {
    const pieces = useList<Piece>(due ? () => api.pieceDue({ limit: 1000 }) : api.pieceList, ['piece']);
    const orgs = useList<Org>(api.orgList, ['org']);
    const registers = useRegisters();
    return (
        <>
            <DataTable
                label={t('office.pieces')}
                rows={pieces.value}
                columns={columns(registers)}
                keyOf={(piece) => piece.id}
                sort={due ? 'test' : 'code'}
            />
            {!due && (
                <FoldedForm
                    command="piece.register"
                    only={['code', 'register', 'keeper', 'owner', 'maker', 'made_at']}
                    choices={{
                        keeper: (orgs.value ?? []).map((org) => ({ id: org.id, text: say(org.name) })),
                        register: registers.all.map((one) => ({ id: one.id, text: say(one.name) })),
                    }}
                />
            )}
        </>
    );
}

function Tracing({ serial }: { serial: string }) {
    const wanted = useSignal(serial);
    return (
        <>
            <form
                class="command-form"
                onSubmit={(event) => {
                    event.preventDefault();
                    go(`/office/pieces/trace/${encodeURIComponent(wanted.value.trim())}`);
                }}
            >
                <label class="field">
                    <span>{t('piece.code')}</span>
                    <input required maxLength={80} value={wanted.value} onInput={(event) => (wanted.value = event.currentTarget.value)} />
                </label>
                <button class="primary" type="submit">
                    {t('piece.trace')}
                </button>
            </form>
            {serial && <Life serial={serial} key={serial} />}
        </>
    );
}

function Life({ serial }: { serial: string }) {
    const holders = useHolders();
    const registers = useRegisters();
    const trace = useOne<Trace>(() => api.stockTrace({ serial }), ['piece', 'crew', 'site', 'transfer'], [serial]).value;
    if (!trace) return null;
    return (
        <>
            <Facts
                rows={[
                    [t('piece.code'), trace.serial],
                    [t('piece.now'), trace.item ? term('items', trace.item) : ''],
                    [t('stock.where'), trace.holder ? holders.name({ id: trace.holder, kind: '' }) || trace.holder : ''],
                ]}
            />
            {trace.chain.length > 0 && (
                <ol class="chain" aria-label={t('piece.chain')}>
                    {trace.chain.map((link) => (
                        <li key={link.id} class={link.at ? 'chain-done' : 'chain-open'}>
                            <strong>{say(link.name)}</strong>
                            <span class="muted">{link.at ? whenText(link.at) : t('piece.not_yet')}</span>
                        </li>
                    ))}
                </ol>
            )}
            <DataTable
                label={t('piece.life')}
                rows={trace.entries as unknown as Entry[]}
                columns={lifeColumns(holders, registers)}
                keyOf={(entry) => `${entry.at} ${entry.what} ${entry.move ?? entry.recorded_at}`}
                sort="at"
            />
        </>
    );
}

/** A move of the ledger, or an event of the register. */
interface Entry extends Partial<StockMove> {
    at: string;
    what: string;
    recorded_at: string;
    data?: Record<string, unknown>;
}

function whatText(entry: Entry, registers: Registers): string {
    if (entry.what === 'move') return word('move', entry.kind);
    const act = entry.data?.act ?? entry.data?.test;
    return act ? `${word('event', entry.what)}: ${registers.act(String(act))}` : word('event', entry.what);
}

const lifeColumns = (holders: Holders, registers: Registers): Column<Entry>[] => [
    { id: 'at', title: t('stock.at'), value: (entry) => Date.parse(entry.at), cell: (entry) => whenText(entry.at) },
    { id: 'what', title: t('stock.kind'), value: (entry) => whatText(entry, registers) },
    { id: 'from', title: t('stock.from'), value: (entry) => (entry.from ? holders.name(entry.from) : '') },
    { id: 'to', title: t('stock.to'), value: (entry) => (entry.to ? holders.name(entry.to) : '') },
    { id: 'by', title: t('stock.by'), value: (entry) => entry.by },
];
