/** Steps that are a picture: a signature drawn with the finger (or typed), a photo. */
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import SignaturePad from 'signature_pad';
import { say, t } from '../i18n';
import type { Step } from '../types';
import { attempt } from '../ui/notice';
import { ValueInput } from '../ui/ValueInput';
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
    const canvas = useRef<HTMLCanvasElement>(null);
    const pad = useRef<SignaturePad | null>(null);
    const upload = useRef<Upload | null>(null);
    const drawn = useSignal(false);
    const label = useId();

    useEffect(() => {
        const sheet = canvas.current;
        if (!sheet) return;
        sheet.width = sheet.clientWidth;
        sheet.height = sheet.clientHeight;
        const made = new SignaturePad(sheet, { penColor: '#111', backgroundColor: '#fff' });
        made.addEventListener('endStroke', () => {
            drawn.value = true;
            upload.current = null;
        });
        pad.current = made;
        return () => made.off();
    }, []);

    async function send() {
        const sheet = canvas.current;
        if (!sheet) return;
        await attempt(async () => {
            upload.current ??= Upload.of(sheet, 'image/png');
            await save(await upload.current.send());
        });
    }

    return (
        <div class="step-form" role="group" aria-labelledby={label}>
            <span id={label}>{say(step.label)}</span>
            <canvas ref={canvas} class="sign-pad" role="img" aria-label={t('step.sign_here')} />
            <div class="sign-tools">
                <button
                    class="quiet"
                    type="button"
                    onClick={() => {
                        pad.current?.clear();
                        drawn.value = false;
                        upload.current = null;
                    }}
                >
                    {t('step.clear')}
                </button>
                <button class="quiet" type="button" onClick={type}>
                    {t('step.type_name')}
                </button>
            </div>
            <button class="action forward" type="button" disabled={!drawn.value} onClick={() => void send()}>
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
