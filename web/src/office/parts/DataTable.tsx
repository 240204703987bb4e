/** A register: rows with a heading to sort by, a filter that looks in every column, and pages. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { language, t } from '../../i18n';

export interface Column<T> {
    id: string;
    title: string;
    /** What is sorted and filtered by, and shown when there is no `cell`. */
    value(row: T): string | number | null | undefined;
    cell?(row: T): ComponentChildren;
    /** Figures stand to the right. */
    number?: boolean;
}

interface DataTableProps<T> {
    /** What the rows are; read aloud with the table. */
    label: string;
    /** Undefined while they are being read. */
    rows: T[] | undefined;
    columns: Column<T>[];
    keyOf(row: T): string;
    /** Sorted by this column first; a leading '-' turns the order round. */
    sort?: string;
    /** More to do with the rows, beside the filter. */
    tools?: ComponentChildren;
    empty?: string;
    pageRows?: number;
    /** A few rows that are always all shown: a heading instead of the filter. */
    whole?: boolean;
}

const text = (value: string | number | null | undefined): string =>
    value === null || value === undefined ? '' : String(value);

function compare(a: string | number | null | undefined, b: string | number | null | undefined): number {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return text(a).localeCompare(text(b), language.value, { numeric: true });
}

export function DataTable<T>(props: DataTableProps<T>) {
    const { columns, label, keyOf, pageRows = 50 } = props;
    const sort = useSignal(props.sort ?? '');
    const wanted = useSignal('');
    const page = useSignal(0);

    const down = sort.value.startsWith('-');
    const by = columns.find((column) => column.id === sort.value.replace('-', ''));
    const words = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = (props.rows ?? []).filter((row) => {
        const line = columns.map((column) => text(column.value(row)).toLowerCase()).join(' ');
        return words.every((one) => line.includes(one));
    });
    if (by) found.sort((a, b) => (down ? -1 : 1) * compare(by.value(a), by.value(b)));
    const pages = Math.max(1, Math.ceil(found.length / pageRows));
    const at = Math.min(page.value, pages - 1);

    return (
        <div class="data-table">
            <div class="data-tools">
                {props.whole ? (
                    <h3>{label}</h3>
                ) : (
                    <>
                        <Filter text={wanted.value} set={(next) => ((wanted.value = next), (page.value = 0))} />
                        <span class="muted" role="status">
                            {props.rows ? t('table.rows', { n: found.length }) : t('table.loading')}
                        </span>
                    </>
                )}
                <span class="spacer" />
                {props.tools}
            </div>
            <div class="table-scroll" tabIndex={0} role="region" aria-label={label}>
                <table>
                    <caption class="hidden">{label}</caption>
                    <thead>
                        <tr>
                            {columns.map((column) => (
                                <Heading key={column.id} column={column} sort={sort.value} set={(next) => (sort.value = next)} />
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {found.slice(at * pageRows, (at + 1) * pageRows).map((row) => (
                            <tr key={keyOf(row)}>
                                {columns.map((column) => (
                                    <td key={column.id} data-label={column.title} class={column.number ? 'figure-cell' : undefined}>
                                        {column.cell ? column.cell(row) : text(column.value(row))}
                                    </td>
                                ))}
                            </tr>
                        ))}
                    </tbody>
                </table>
                {props.rows && found.length === 0 && (
                    <p class="empty">{props.empty ?? t(words.length ? 'table.empty' : 'table.none')}</p>
                )}
            </div>
            {pages > 1 && <Paging at={at} pages={pages} set={(next) => (page.value = next)} />}
        </div>
    );
}

function Filter({ text: value, set }: { text: string; set(text: string): void }) {
    const id = useId();
    return (
        <span class="data-filter">
            <label class="hidden" for={id}>
                {t('table.filter')}
            </label>
            <input
                id={id}
                type="search"
                maxLength={200}
                placeholder={t('table.filter')}
                value={value}
                onInput={(event) => set(event.currentTarget.value)}
            />
        </span>
    );
}

function Heading<T>({ column, sort, set }: { column: Column<T>; sort: string; set(sort: string): void }) {
    const up = sort === column.id;
    const down = sort === `-${column.id}`;
    return (
        <th
            scope="col"
            class={column.number ? 'figure-cell' : undefined}
            aria-sort={up ? 'ascending' : down ? 'descending' : 'none'}
        >
            <button type="button" class="sort" onClick={() => set(up ? `-${column.id}` : column.id)}>
                {column.title}
                <span aria-hidden="true">{up ? ' ▲' : down ? ' ▼' : ''}</span>
            </button>
        </th>
    );
}

export function Paging({ at, pages, set }: { at: number; pages: number; set(page: number): void }) {
    return (
        <nav class="paging" aria-label={t('table.pages')}>
            <button type="button" class="action" disabled={at === 0} onClick={() => set(at - 1)}>
                {t('table.previous')}
            </button>
            <span>{t('table.page', { at: at + 1, pages })}</span>
            <button type="button" class="action" disabled={at + 1 >= pages} onClick={() => set(at + 1)}>
                {t('table.next')}
            </button>
        </nav>
    );
}
