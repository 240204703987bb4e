/** Forms that people fill in: a layout is chosen, filled in, signed, and printed. */
import { useSignal, type Signal } from '@preact/signals';
import { api, session } from '../../api';
import { language, say, t, word } from '../../i18n';
import { mayCall } from '../../rights';
import { cityTime, now, whenText } from '../../time';
import { Link } from '../../ui/Link';
import { attempt } from '../../ui/notice';
import { ValueInput } from '../../ui/ValueInput';
import { DataTable, type Column } from '../parts/DataTable';
import { Downloads } from '../parts/Downloads';
import { useList } from '../parts/read';
import type { PageProps } from '../pages';
import type { Form, Name, Sheet } from '../../gen/api';

interface Field {
    id: string;
    label: Name;
    kind: string;
    required?: boolean;
    options?: { id: string; label: Name }[];
    min?: number;
    max?: number;
    unit?: string;
}
interface Block {
    id: string;
    title?: Name;
    fields?: Field[];
    columns?: Field[];
    signatures?: { id: string; label: Name; required?: boolean }[];
}
type Values = Record<string, unknown>;
interface Filled {
    values: Values;
    rows: Record<string, Values[]>;
}

const blocksOf = (form: Form) => form.blocks as unknown as Block[];

export function Page({ rest }: PageProps) {
    const forms = useList<Form>(() => api.formList() as never, []);
    const filled = (forms.value ?? []).filter((form) => form.source === 'sheet');
    const form = filled.find((one) => one.id === rest[0]);
    return (
        <>
            <h2>{t('office.sheets')}</h2>
            <nav class="form-list" aria-label={t('sheet.forms')}>
                {filled.map((one) => (
                    <Link key={one.id} to={`/office/sheets/${one.id}`} class="action" current={one === form}>
                        {say(one.name)}
                    </Link>
                ))}
            </nav>
            {form && <Register key={form.id} form={form} />}
        </>
    );
}

function Register({ form }: { form: Form }) {
    const sheets = useList<Sheet>((page) => api.sheetList({ ...page, form: form.id }), ['sheet']);
    return (
        <>
            <h3>{say(form.name)}</h3>
            <DataTable
                label={say(form.name)}
                rows={sheets.value}
                columns={columns(form)}
                keyOf={(sheet) => sheet.id}
                sort="-at"
            />
            {mayCall('sheet.create') && (
                <details class="new-row">
                    <summary>{t('form.new')}</summary>
                    <FillIn form={form} />
                </details>
            )}
        </>
    );
}

const columns = (form: Form): Column<Sheet>[] => [
    { id: 'number', title: t('report.number'), value: (sheet) => sheet.number },
    {
        id: 'at',
        title: t('report.at'),
        value: (sheet) => Date.parse(sheet.created_at),
        cell: (sheet) => whenText(sheet.created_at),
    },
    {
        id: 'what',
        title: t('sheet.what'),
        value: (sheet) => Object.values(sheet.values as Values).slice(0, 3).map(String).join(' · '),
    },
    { id: 'state', title: t('job.state'), value: (sheet) => word('choice', sheet.state) },
    { id: 'act', title: t('table.action'), value: () => '', cell: (sheet) => <Acts form={form} sheet={sheet} /> },
];

function Acts({ form, sheet }: { form: Form; sheet: Sheet }) {
    const signed = sheet.signatures as Record<string, unknown>;
    const slots = blocksOf(form)
        .flatMap((block) => block.signatures ?? [])
        .filter((slot) => !(slot.id in signed));
    return (
        <>
            {sheet.state === 'draft' &&
                mayCall('sheet.sign') &&
                slots.map((slot) => (
                    <Sign key={slot.id} sheet={sheet} slot={slot.id} label={say(slot.label)} />
                ))}
            <Downloads
                path={`/forms/${form.id}/print`}
                query={{ thing: sheet.id, lang: language.value === 'en' ? 'en' : 'zh' }}
            />
        </>
    );
}

/** Whoever signs types their name: not always the one who is signed in. */
function Sign({ sheet, slot, label }: { sheet: Sheet; slot: string; label: string }) {
    const by = useSignal(session.value?.user.name ?? '');
    const sign = (event: SubmitEvent) => {
        event.preventDefault();
        const signature = { by: by.value.trim(), method: 'typed', at: new Date(now.value).toISOString() } as const;
        void attempt(() => api.sheetSign({ id: sheet.id, slot, signature }), t('sheet.signed'));
    };
    return (
        <details class="sign">
            <summary>{t('sheet.sign', { slot: label })}</summary>
            <form onSubmit={sign} aria-label={t('sheet.sign', { slot: label })}>
                <label class="field">
                    <span>{t('sheet.signer')}</span>
                    <input
                        required
                        minLength={1}
                        maxLength={60}
                        autocomplete="name"
                        value={by.value}
                        onInput={(event) => (by.value = event.currentTarget.value)}
                    />
                </label>
                <p class="muted">{t('sheet.signer_note')}</p>
                <button type="submit" class="primary">
                    {t('sheet.put_name')}
                </button>
            </form>
        </details>
    );
}

/** A field as the page's inputs know it; times are typed in the city's time. */
function FieldInput({ field, value, set }: { field: Field; value: unknown; set(value: unknown): void }) {
    const label = field.unit ? `${say(field.label)} (${field.unit})` : say(field.label);
    if (field.kind === 'time')
        return (
            <label>
                {label}
                <input
                    type="datetime-local"
                    required={field.required}
                    onChange={(event) =>
                        set(event.currentTarget.value ? cityTime(event.currentTarget.value) : undefined)
                    }
                />
            </label>
        );
    return (
        <ValueInput
            kind={field.kind}
            label={label}
            required={field.required}
            limits={{ min: field.min, max: field.max, options: field.options }}
            value={value}
            set={set}
        />
    );
}

function FillIn({ form }: { form: Form }) {
    const filled = useSignal<Filled>({ values: {}, rows: {} });
    const round = useSignal(0);
    async function submit(event: SubmitEvent) {
        event.preventDefault();
        const made = await attempt(
            () => api.sheetCreate({ form: form.id, values: filled.value.values, rows: filled.value.rows }),
            t('sheet.made'),
        );
        if (!made) return;
        filled.value = { values: {}, rows: {} };
        round.value++;
    }
    return (
        <form class="command-form" aria-label={say(form.name)} onSubmit={submit} key={round.value}>
            {blocksOf(form).map((block) => (
                <BlockInput key={block.id} block={block} filled={filled} />
            ))}
            <button class="primary" type="submit">
                {t('action.save')}
            </button>
        </form>
    );
}

function BlockInput({ block, filled }: { block: Block; filled: Signal<Filled> }) {
    const { values, rows } = filled.value;
    const set = (id: string, value: unknown) =>
        (filled.value = { rows, values: { ...values, [id]: value } });
    if (block.columns) return <TableInput block={block} columns={block.columns} filled={filled} />;
    return (
        <>
            {(block.fields ?? []).map((field) => (
                <FieldInput
                    key={field.id}
                    field={field}
                    value={values[field.id]}
                    set={(value) => set(field.id, value)}
                />
            ))}
        </>
    );
}

function TableInput({ block, columns: fields, filled }: { block: Block; columns: Field[]; filled: Signal<Filled> }) {
    const { values, rows } = filled.value;
    const list = rows[block.id] ?? [];
    const put = (next: Values[]) => (filled.value = { values, rows: { ...rows, [block.id]: next } });
    return (
        <fieldset class="part">
            <legend>{say(block.title) || block.id}</legend>
            {list.map((row, i) => (
                <fieldset class="part" key={i}>
                    <legend>{i + 1}</legend>
                    {fields.map((field) => (
                        <FieldInput
                            key={field.id}
                            field={field}
                            value={row[field.id]}
                            set={(value) => put(list.map((one, k) => (k === i ? { ...one, [field.id]: value } : one)))}
                        />
                    ))}
                </fieldset>
            ))}
            <button type="button" class="action" onClick={() => put([...list, {}])}>
                {t('sheet.add_row')}
            </button>
        </fieldset>
    );
}
