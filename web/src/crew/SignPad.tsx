/** A sheet to sign on with the finger. */
import { useEffect, useRef } from 'preact/hooks';
import SignaturePad from 'signature_pad';
import { t } from '../i18n';
import { Upload } from './upload';

interface SignPadProps {
    /** The drawing as it is now, made when it is asked for; null: nothing is drawn. */
    changed(drawing: (() => Upload) | null): void;
}

export function SignPad({ changed }: SignPadProps) {
    const canvas = useRef<HTMLCanvasElement>(null);
    const pad = useRef<SignaturePad | null>(null);

    useEffect(() => {
        const sheet = canvas.current;
        if (!sheet) return;
        sheet.width = sheet.clientWidth;
        sheet.height = sheet.clientHeight;
        const made = new SignaturePad(sheet, { penColor: '#111', backgroundColor: '#fff' });
        made.addEventListener('endStroke', () => {
            let upload: Upload | undefined;
            changed(() => (upload ??= Upload.of(sheet, 'image/png')));
        });
        pad.current = made;
        return () => made.off();
    }, []);

    return (
        <>
            <canvas ref={canvas} class="sign-pad" role="img" aria-label={t('step.sign_here')} />
            <button
                class="quiet"
                type="button"
                onClick={() => {
                    pad.current?.clear();
                    changed(null);
                }}
            >
                {t('step.clear')}
            </button>
        </>
    );
}
