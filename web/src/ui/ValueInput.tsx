/** One input for an answer of a form or a step of a checklist, by the kind the pack gives it. */
import { useSignal } from '@preact/signals';
import type { TargetedInputEvent } from 'preact';
import { useId } from 'preact/hooks';
import { say, t } from '../i18n';
import type { Limits } from '../types';
import { Field, Label } from './Field';

export interface ValueInputProps {
    kind: string;
    label: string;
    required?: boolean;
    limits?: Limits & { chars_max?: number; integer?: boolean };
    value: unknown;
    set(value: unknown): void;
}

const isYesNo = (kind: string) => kind === 'flag' || kind === 'check';
const isSerials = (kind: string) => kind.startsWith('serial');

export function ValueInput(props: ValueInputProps) {
    if (isYesNo(props.kind)) return <YesNo {...props} />;
    if (props.kind === 'choice') return <OneOf {...props} />;
    if (isSerials(props.kind)) return <Serials {...props} />;
    return <Line {...props} />;
}

function YesNo({ label, required, value, set }: ValueInputProps) {
    return (
        <label class="check-field">
            <input
                type="checkbox"
                checked={value === true}
                onChange={(event) => set(event.currentTarget.checked)}
            />
            <Label label={label} required={required} />
        </label>
    );
}

function OneOf({ label, required, limits, value, set }: ValueInputProps) {
    const name = useId();
    return (
        <fieldset class="choices">
            <legend>
                <Label label={label} required={required} />
            </legend>
            {(limits?.options ?? []).map((option) => (
                <label key={option.id}>
                    <input
                        type="radio"
                        name={name}
                        required={required}
                        checked={value === option.id}
                        onChange={() => set(option.id)}
                    />
                    <span>{say(option.label)}</span>
                </label>
            ))}
        </fieldset>
    );
}

/** Several numbers of cylinders, meters...: one a line or parted by blanks, as a scanner types. */
function Serials({ label, required, limits, value, set }: ValueInputProps) {
    const text = useSignal(Array.isArray(value) ? value.join('\n') : '');
    return (
        <Field label={label} required={required} note={t('answer.serials')}>
            <textarea
                rows={2}
                required={required}
                maxLength={4000}
                autocapitalize="characters"
                spellcheck={false}
                aria-description={limits?.item}
                value={text.value}
                onInput={(event) => {
                    text.value = event.currentTarget.value;
                    set(text.value.split(/[\s,，、;]+/).filter((serial) => serial !== ''));
                }}
            />
        </Field>
    );
}

function rangeText(limits?: Limits): string {
    const low = limits?.low ?? limits?.min;
    const high = limits?.high ?? limits?.max;
    const unit = limits?.unit ? ` ${limits.unit}` : '';
    if (low !== undefined && high !== undefined) return `${low} – ${high}${unit}`;
    if (low !== undefined) return `≥ ${low}${unit}`;
    if (high !== undefined) return `≤ ${high}${unit}`;
    return unit.trim();
}

function Line({ kind, label, required, limits, value, set }: ValueInputProps) {
    if (kind === 'number') return <Amount {...{ kind, label, required, limits, value, set }} />;
    const text = typeof value === 'string' ? value : '';
    const most = limits?.chars_max ?? 4000;
    const type = (event: TargetedInputEvent<HTMLInputElement>) => set(event.currentTarget.value);
    return (
        <Field label={label} required={required}>
            {kind === 'date' ? (
                <input type="date" required={required} value={text} onInput={type} />
            ) : (
                <input required={required} maxLength={most} value={text} onInput={type} />
            )}
        </Field>
    );
}

function Amount({ label, required, limits, value, set }: ValueInputProps) {
    return (
        <Field label={label} required={required} note={rangeText(limits)}>
            <input
                type="number"
                inputMode="decimal"
                required={required}
                step={limits?.integer ? 1 : 'any'}
                min={limits?.min}
                max={limits?.max}
                value={typeof value === 'number' ? value : ''}
                onInput={(event) => {
                    const typed = event.currentTarget.value;
                    set(typed === '' ? undefined : Number(typed));
                }}
            />
        </Field>
    );
}
