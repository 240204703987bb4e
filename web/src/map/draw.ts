/** Marks and hatches for the map's canvas. They are drawn here, so no picture is ever fetched. */
import { marks, type Look } from '../status';

/** Twice the size in pixels, so that marks stay sharp on dense screens. */
export const markScale = 0.5;

const canvases = new Map<string, HTMLCanvasElement>();

function cached(key: string, size: number, draw: (brush: CanvasRenderingContext2D) => void) {
    const known = canvases.get(key);
    if (known) return known;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = size;
    draw(canvas.getContext('2d')!);
    canvases.set(key, canvas);
    return canvas;
}

function drawMark(brush: CanvasRenderingContext2D, look: Look, scale: number, colour?: string) {
    const mark = marks[look];
    brush.scale(scale, scale);
    brush.lineWidth = 2;
    brush.lineJoin = brush.lineCap = 'round';
    brush.fillStyle = brush.strokeStyle = colour ?? mark.colour;
    if (mark.fill) brush.fill(new Path2D(mark.fill));
    if (mark.stroke) brush.stroke(new Path2D(mark.stroke));
}

/** A crew: its state's shape on a round plate. */
export function crewMark(look: Look, dark: boolean, dirty: boolean): HTMLCanvasElement {
    return cached(`crew ${look} ${dark} ${dirty}`, 60, (brush) => {
        brush.beginPath();
        brush.arc(30, 30, 26, 0, 2 * Math.PI);
        brush.fillStyle = dark ? '#1d252c' : '#ffffff';
        brush.fill();
        brush.lineWidth = 4;
        brush.strokeStyle = dirty ? marks.dirty.colour : dark ? '#8b98a5' : '#3d4852';
        brush.setLineDash(dirty ? [8, 5] : []);
        brush.stroke();
        brush.setLineDash([]);
        brush.translate(14, 14);
        drawMark(brush, look, 2);
    });
}

/** A job: its state's shape in a pin whose edge shows the urgency. */
export function jobMark(look: Look, urgency: string, dark: boolean): HTMLCanvasElement {
    return cached(`job ${look} ${urgency} ${dark}`, 72, (brush) => {
        const edge = urgency === 'red' ? '#D55E00' : urgency === 'amber' ? '#b97f00' : '#5b6772';
        brush.fillStyle = dark ? '#1d252c' : '#ffffff';
        brush.strokeStyle = edge;
        brush.lineWidth = urgency === 'normal' ? 3 : 6;
        brush.lineJoin = 'round';
        const pin = new Path2D('M14 6h44v44H44L36 66L28 50H14z');
        brush.fill(pin);
        brush.stroke(pin);
        brush.translate(22, 14);
        drawMark(brush, look, 1.75);
    });
}

/** A gate: two posts with the passage open or barred. */
export function gateMark(open: boolean, dark: boolean): HTMLCanvasElement {
    return cached(`gate ${open} ${dark}`, 40, (brush) => {
        brush.fillStyle = dark ? '#1d252c' : '#ffffff';
        brush.fillRect(3, 3, 34, 34);
        brush.strokeStyle = open ? '#009E73' : '#D55E00';
        brush.lineWidth = 4;
        brush.strokeRect(3, 3, 34, 34);
        brush.lineWidth = 5;
        brush.beginPath();
        brush.moveTo(12, 11);
        brush.lineTo(12, 29);
        brush.moveTo(28, 11);
        brush.lineTo(28, 29);
        if (!open) {
            brush.moveTo(12, 20);
            brush.lineTo(28, 20);
        }
        brush.stroke();
    });
}

/** The place of the call being taken. */
export function draftMark(): HTMLCanvasElement {
    return cached('draft', 72, (brush) => {
        brush.strokeStyle = '#ffffff';
        brush.lineWidth = 12;
        const cross = new Path2D('M36 6v20M36 46v20M6 36h20M46 36h20');
        brush.stroke(cross);
        brush.strokeStyle = '#0072B2';
        brush.lineWidth = 6;
        brush.stroke(cross);
        brush.beginPath();
        brush.arc(36, 36, 14, 0, 2 * Math.PI);
        brush.stroke();
    });
}

/** Slanted lines, the denser the stricter: the level is told by more than its colour. */
export function hatch(colour: string, gap: number): CanvasPattern {
    const ratio = Math.max(1, Math.round(devicePixelRatio));
    const size = gap * ratio;
    const canvas = cached(`hatch ${colour} ${size}`, size, (brush) => {
        brush.fillStyle = `${colour}1c`;
        brush.fillRect(0, 0, size, size);
        brush.strokeStyle = `${colour}b0`;
        brush.lineWidth = 1.3 * ratio;
        brush.beginPath();
        // Three strokes, so that the corners of neighbouring tiles meet.
        for (const shift of [-size, 0, size]) {
            brush.moveTo(shift, size);
            brush.lineTo(shift + size, 0);
        }
        brush.stroke();
    });
    return canvas.getContext('2d')!.createPattern(canvas, 'repeat')!;
}
