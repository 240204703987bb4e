/** Steps that are a picture: a signature drawn with the finger (or typed), a photo. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { say, t } from '../i18n';
import type { Step } from '../types';
import { attempt } from '../ui/notice';
import { ValueInput } from '../ui/ValueInput';
import { SignPad } from './SignPad';
import { shrunk, Upload } from './upload';

interface PictureProps {
    step: Step;
    save(value: unknown): Promise<void>;
}

export function Signature({ step, save }: PictureProps) {
    const typed = useSignal(false);
    const name = useSignal<unknown>('');
    if (!typed.value) return <DrawnSignature step={step} save={save} type={() => (typed.value = true)} />;
    return (
        <form
            class="step-form"
            onSubmit={(event) => {
                event.preventDefault();
                void save(name.value);
            }}
        >
            <ValueInput
                kind="text"
                label={say(step.label)}
                required={step.required}
                limits={{ chars_max: 60 }}
                value={name.value}
                set={(given) => (name.value = given)}
            />
            <p class="muted">{t('step.signature')}</p>
            <button class="quiet" type="button" onClick={() => (typed.value = false)}>
                {t('step.draw')}
            </button>
            <button class="action forward" type="submit">
                {t('action.save')}
            </button>
        </form>
    );
}

function DrawnSignature({ step, save, type }: PictureProps & { type(): void }) {
    const drawing = useSignal<(() => Upload) | null>(null);
    const label = useId();
    const send = () => attempt(async () => save(await drawing.value?.().send()));
    return (
        <div class="step-form" role="group" aria-labelledby={label}>
            <span id={label}>{say(step.label)}</span>
            <SignPad changed={(drawn) => (drawing.value = drawn)} />
            <div class="sign-tools">
                <button class="quiet" type="button" onClick={type}>
                    {t('step.type_name')}
                </button>
            </div>
            <button class="action forward" type="button" disabled={!drawing.value} onClick={() => void send()}>
                {t('action.save')}
            </button>
        </div>
    );
}

export function Photo({ step, save }: PictureProps) {
    const upload = useSignal<Upload | null>(null);

    async function take(file: File | undefined) {
        if (!file) return;
        await attempt(async () => {
            upload.value = Upload.of(await shrunk(file), 'image/jpeg');
            await save(await upload.value.send());
        });
    }

    return (
        <div class="step-form">
            <label class="field">
                <span>{say(step.label)}</span>
                <input
                    type="file"
                    accept="image/*"
                    capture="environment"
                    onChange={(event) => void take(event.currentTarget.files?.[0])}
                />
            </label>
            {upload.value && (
                <button
                    class="action forward"
                    type="button"
                    onClick={() => void attempt(async () => save(await upload.value?.send()))}
                >
                    {t('step.send_again')}
                </button>
            )}
        </div>
    );
}
