/** Somebody signs a hand-over: with the name typed, the finger, or a pass that is scanned. */
import { useSignal } from '@preact/signals';
import { t } from '../i18n';
import { now } from '../time';
import { attempt } from '../ui/notice';
import type { Signature } from '../gen/api';
import { SignPad } from './SignPad';
import type { Upload } from './upload';

type Way = 'typed' | 'drawn' | 'scanned';

/** What one side has given so far; `by` is the name, or the code of the pass. */
export interface Signing {
    way: Way;
    by: string;
    drawing: (() => Upload) | null;
}

export const unsigned: Signing = { way: 'typed', by: '', drawing: null };
export const isSigned = (one: Signing): boolean => one.by.trim() !== '' && (one.way !== 'drawn' || one.drawing !== null);

/** The signature as it is sent; a drawing is kept first. */
export async function signatureOf(one: Signing): Promise<Signature> {
    const at = new Date(now.value).toISOString();
    const by = one.by.trim();
    if (one.way === 'scanned') return { by, method: 'scanned', pass: by, at };
    if (one.way === 'drawn' && one.drawing) return { by, method: 'drawn', file: await one.drawing().send(), at };
    return { by, method: 'typed', at };
}

interface SignOffProps {
    who: string;
    value: Signing;
    set(value: Signing): void;
}

export function SignOff({ who, value, set }: SignOffProps) {
    const ways: Way[] = ['typed', 'drawn', 'scanned'];
    const scanned = value.way === 'scanned';
    return (
        <div class="stack" role="group" aria-label={t('handover.signature', { who })}>
            <label class="field">
                <span>{t(scanned ? 'handover.pass' : 'handover.signs', { who })}</span>
                <input
                    required
                    maxLength={60}
                    autocomplete="off"
                    value={value.by}
                    onInput={(event) => set({ ...value, by: event.currentTarget.value })}
                />
            </label>
            {scanned && <Scanner found={(code) => set({ ...value, by: code })} />}
            {value.way === 'drawn' && <SignPad changed={(drawing) => set({ ...value, drawing })} />}
            <div class="sign-tools">
                {ways
                    .filter((way) => way !== value.way)
                    .map((way) => (
                        <button key={way} class="quiet" type="button" onClick={() => set({ way, by: way === 'scanned' || scanned ? '' : value.by, drawing: null })}>
                            {t(`handover.way_${way}`)}
                        </button>
                    ))}
            </div>
        </div>
    );
}

interface Detector {
    detect(picture: ImageBitmap): Promise<{ rawValue: string }[]>;
}
const detectors = (window as unknown as { BarcodeDetector?: new () => Detector }).BarcodeDetector;

/** Reads the code off a picture where the phone can; a hand-held scanner types it into the field. */
function Scanner({ found }: { found(code: string): void }) {
    const missed = useSignal(false);
    if (!detectors) return null;
    const read = async (file: File | undefined) => {
        if (!file) return;
        await attempt(async () => {
            const picture = await createImageBitmap(file);
            const [code] = await new detectors().detect(picture);
            picture.close();
            missed.value = !code;
            if (code) found(code.rawValue.trim());
        });
    };
    return (
        <label class="field">
            <span>{t(missed.value ? 'handover.scan_again' : 'handover.scan')}</span>
            <input type="file" accept="image/*" capture="environment" onChange={(event) => void read(event.currentTarget.files?.[0])} />
        </label>
    );
}
