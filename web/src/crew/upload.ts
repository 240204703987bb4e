/** Pictures of a visit: made small enough for a weak line, kept as attachments. */
import { api, newKey } from '../api';

/** The longer side of a photo, in pixels: a meter can be read, and it is some 200 KiB. */
const sideMax = 1280;

/** The size of a picture that fits; never larger than it was. */
export function fitted(width: number, height: number, most = sideMax): { width: number; height: number } {
    const scale = Math.min(1, most / Math.max(width, height, 1));
    return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export async function shrunk(file: Blob): Promise<HTMLCanvasElement> {
    const picture = await createImageBitmap(file);
    const canvas = document.createElement('canvas');
    Object.assign(canvas, fitted(picture.width, picture.height));
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return canvas;
}

/** A picture on its way: sent again after a broken line, it keeps its key and happens once. */
export class Upload {
    private readonly key = newKey();

    constructor(
        private readonly type: 'image/jpeg' | 'image/png',
        private readonly data: string,
    ) {}

    static of(canvas: HTMLCanvasElement, type: 'image/jpeg' | 'image/png'): Upload {
        const address = canvas.toDataURL(type, 0.8);
        return new Upload(type, address.slice(address.indexOf(',') + 1));
    }

    /** Gives the name under which it is kept. */
    async send(): Promise<string> {
        const kept = await api.attachmentCreate({ type: this.type, data: this.data }, { key: this.key });
        return kept.sha256;
    }
}

/** Whether a step's value is the name of an attachment. */
export const isAttachment = (value: unknown): boolean =>
    typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
