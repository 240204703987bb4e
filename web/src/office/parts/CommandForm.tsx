/**
 * A form from what a command takes, as the generator knows it: names, kinds, limits and words. The
 * page only says which command, what is fixed, what a thing's id may be chosen from, and what to
 * leave out; the server checks everything again.
 */
import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { newKey, Problem, send, type CommandName } from '../../api';
import { commands } from '../../gen/api';
import { forms, type ArgSpec } from '../../gen/forms';
import { say, t, word } from '../../i18n';
import { mayCall } from '../../rights';
import { cityTime, fieldTime } from '../../time';
import { Field, Label } from '../../ui/Field';
import { problemText, tell } from '../../ui/notice';
import { ValueInput } from '../../ui/ValueInput';

export interface Choice {
    id: string;
    text: string;
}

interface CommandFormProps {
    command: CommandName;
    /** Arguments that the page knows: sent, and not asked. */
    fixed?: Record<string, unknown>;
    /** What is filled in at first, by the argument's name ("holder.crew"). */
    first?: Record<string, unknown>;
    /** What an argument is chosen from, by its name; without it an id cannot be asked for. */
    choices?: Record<string, Choice[]>;
    /** Ids that are typed in, for want of a list to choose from. */
    typed?: string[];
    /** Only these are asked, in this order; left out: all. */
    only?: string[];
    submit?: string;
    ifMatch?: number;
    done?(reply: unknown): void;
}

type Values = Record<string, unknown>;

const empty = (value: unknown): boolean =>
    value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** A part whose names are all numbers is a list. */
function listed(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const parts = Object.entries(value).map(([name, part]): [string, unknown] => [name, listed(part)]);
    return parts.length > 0 && parts.every(([name]) => /^\d+$/.test(name))
        ? parts.sort((a, b) => Number(a[0]) - Number(b[0])).map(([, part]) => part)
        : Object.fromEntries(parts);
}

/** Puts "holder.crew" into { holder: { crew } }, and "lines.0.item" into { lines: [{ item }] }. */
function nested(flat: Values): Values {
    const tree: Values = {};
    for (const [name, value] of Object.entries(flat)) {
        if (empty(value)) continue;
        const path = name.split('.');
        let at = tree;
        for (const part of path.slice(0, -1)) at = (at[part] ??= {}) as Values;
        at[path[path.length - 1]!] = value;
    }
    return listed(tree) as Values;
}

export function CommandForm(props: CommandFormProps) {
    const spec = forms[props.command];
    const values = useSignal<Values>({ ...props.first });
    const failure = useSignal('');
    const busy = useSignal(false);
    /** One key until it is done: a form sent again after a broken line happens once. */
    const key = useSignal(newKey());
    if (!spec) return null;
    const asked = spec.args.filter((arg) => !arg.inPath && !(arg.name in (props.fixed ?? {})));
    const shown = props.only
        ? props.only.flatMap((name) => asked.find((arg) => arg.name === name) ?? [])
        : asked;

    async function submit(event: SubmitEvent) {
        event.preventDefault();
        busy.value = true;
        failure.value = '';
        try {
            const args = { ...nested(values.value), ...props.fixed };
            const reply = await send(commands[props.command], args, { key: key.value, ifMatch: props.ifMatch });
            key.value = newKey();
            values.value = { ...props.first };
            tell(t('form.done', { what: say(spec!.summary) }));
            props.done?.(reply);
        } catch (problem) {
            failure.value = problemText(problem);
            // What was refused was not done: the next attempt is another one.
            if (problem instanceof Problem && problem.status >= 400 && problem.status < 500) key.value = newKey();
        } finally {
            busy.value = false;
        }
    }

    return (
        <form class="command-form" aria-label={say(spec.summary)} onSubmit={submit}>
            {shown.map((arg) => (
                <Argument key={arg.name} arg={arg} name={arg.name} values={values} choices={props.choices ?? {}} typed={props.typed} />
            ))}
            <p class="failure" role="alert">
                {failure.value}
            </p>
            <button class="primary" type="submit" disabled={busy.value}>
                {props.submit ?? t('action.save')}
            </button>
        </form>
    );
}

interface FoldedFormProps extends CommandFormProps {
    title?: string;
    /** What the form has led to stands below it. */
    children?: ComponentChildren;
}

/** The form behind a line to press, for who may call the command. */
export function FoldedForm({ title = t('form.new'), children, ...form }: FoldedFormProps) {
    if (!mayCall(form.command)) return null;
    return (
        <details class="new-row">
            <summary>{title}</summary>
            <CommandForm {...form} />
            {children}
        </details>
    );
}

interface ArgumentProps {
    arg: ArgSpec;
    name: string;
    values: Signal<Values>;
    choices: Record<string, Choice[]>;
    typed?: string[];
    optional?: boolean;
}

function Argument({ arg, name, values, choices, typed, optional = arg.optional }: ArgumentProps) {
    const set = (value: unknown) => (values.value = { ...values.value, [name]: value });
    const label = word('arg', arg.name);
    const value = values.value[name];
    const options = choices[name.replace(/\.\d+/g, '')] ?? arg.words?.map((id) => ({ id, text: word('choice', id) }));
    if (arg.kind === 'object' && arg.fields)
        return (
            <fieldset class="part">
                <legend>{label}</legend>
                {arg.fields.map((field) => (
                    <Argument
                        key={field.name}
                        arg={field}
                        name={`${name}.${field.name}`}
                        values={values}
                        choices={choices}
                        optional={optional || field.optional}
                    />
                ))}
            </fieldset>
        );
    if (arg.kind === 'array' && arg.items?.fields) return <Rows {...{ arg, label, name, values, choices, optional }} />;
    if (arg.kind === 'array') return <Several {...{ arg, label, options, value, set, optional }} />;
    if (options) return <Select {...{ label, options, value, set, optional }} />;
    if (arg.format === 'uuid' && !typed?.includes(name)) return null;
    if (arg.format === 'date-time') return <Moment {...{ label, value, set, optional }} />;
    if (arg.format === 'time-of-day') return <TimeOfDay {...{ label, value, set, optional }} />;
    if (arg.kind === 'boolean') return <ValueInput kind="flag" label={label} value={value} set={set} />;
    if (arg.kind === 'integer' || arg.kind === 'number')
        return (
            <ValueInput
                kind="number"
                label={label}
                required={!optional}
                limits={{ min: arg.min, max: arg.max, integer: arg.kind === 'integer' }}
                value={value}
                set={set}
            />
        );
    if (arg.kind === 'string') return <Words {...{ arg, label, value, set, optional }} />;
    return null;
}

/** A list of parts, each with the same fields: as many as are asked for. */
function Rows({ arg, label, name, values, choices, optional }: ArgumentProps & { label: string }) {
    const rows = useSignal(Math.max(arg.min ?? 0, optional ? 0 : 1));
    return (
        <>
            {Array.from({ length: rows.value }, (_, row) => (
                <fieldset class="part" key={row}>
                    <legend>{`${label} ${row + 1}`}</legend>
                    {arg.items!.fields!.map((field) => (
                        <Argument
                            key={field.name}
                            arg={field}
                            name={`${name}.${row}.${field.name}`}
                            values={values}
                            choices={choices}
                        />
                    ))}
                </fieldset>
            ))}
            {rows.value < (arg.max ?? Infinity) && (
                <button type="button" class="action" onClick={() => rows.value++}>
                    {t('form.more', { what: label })}
                </button>
            )}
        </>
    );
}

interface FieldProps {
    label: string;
    value: unknown;
    set(value: unknown): void;
    optional?: boolean;
}

function Select({ label, options, value, set, optional }: FieldProps & { options: Choice[] }) {
    return (
        <Field label={label} required={!optional}>
            <select
                required={!optional}
                value={typeof value === 'string' ? value : ''}
                onChange={(event) => set(event.currentTarget.value)}
            >
                <option value="">{t('form.choose')}</option>
                {options.map((option) => (
                    <option key={option.id} value={option.id}>
                        {option.text}
                    </option>
                ))}
            </select>
        </Field>
    );
}

/** A moment of the city's clock. */
function Moment({ label, value, set, optional }: FieldProps) {
    return (
        <Field label={label} required={!optional}>
            <input
                type="datetime-local"
                required={!optional}
                value={typeof value === 'string' ? fieldTime(value) : ''}
                onInput={(event) => {
                    const typed = event.currentTarget.value;
                    set(typed && cityTime(typed));
                }}
            />
        </Field>
    );
}

function TimeOfDay({ label, value, set, optional }: FieldProps) {
    return (
        <Field label={label} required={!optional}>
            <input
                type="time"
                required={!optional}
                value={typeof value === 'string' ? value : ''}
                onInput={(event) => set(event.currentTarget.value)}
            />
        </Field>
    );
}

const longText = 200;

function Words({ arg, label, value, set, optional }: FieldProps & { arg: ArgSpec }) {
    const text = typeof value === 'string' ? value : '';
    return (
        <Field label={label} required={!optional}>
            {(arg.max ?? 0) > longText ? (
                <textarea
                    rows={3}
                    required={!optional}
                    maxLength={arg.max}
                    value={text}
                    onInput={(event) => set(event.currentTarget.value)}
                />
            ) : (
                <input
                    required={!optional}
                    minLength={arg.min}
                    maxLength={arg.max}
                    value={text}
                    onInput={(event) => set(event.currentTarget.value)}
                />
            )}
        </Field>
    );
}

/** Several of a list are ticked; several words without a list stand one a line. */
function Several({ arg, label, options, value, set, optional }: FieldProps & { arg: ArgSpec; options?: Choice[] }) {
    const chosen = Array.isArray(value) ? (value as string[]) : [];
    const known = options ?? arg.items?.words?.map((id) => ({ id, text: word('choice', id) }));
    if (!known && (arg.items?.kind !== 'string' || arg.items.format)) return null;
    if (!known) return <ValueInput kind="serials" label={label} required={!optional} value={chosen} set={set} />;
    const tick = (id: string, on: boolean) => set(on ? [...chosen, id] : chosen.filter((one) => one !== id));
    return (
        <fieldset class="choices">
            <legend>
                <Label label={label} required={!optional} />
            </legend>
            {known.map((option) => (
                <label key={option.id}>
                    <input
                        type="checkbox"
                        checked={chosen.includes(option.id)}
                        onChange={(event) => tick(option.id, event.currentTarget.checked)}
                    />
                    <span>{option.text}</span>
                </label>
            ))}
        </fieldset>
    );
}
