/**
 * How a state looks: never by colour alone, always a shape and a word with it. Shapes are paths in
 * a 16x16 box, drawn both as SVG in the page and on the canvas of the map.
 */
export type Look =
    | 'idle'
    | 'waiting'
    | 'planned'
    | 'moving'
    | 'gate'
    | 'working'
    | 'done'
    | 'closed'
    | 'danger'
    | 'held'
    | 'rest'
    | 'dirty';

export interface Mark {
    /** Okabe-Ito: told apart by people who see colours differently. */
    colour: string;
    fill: string;
    stroke?: string;
}

const ring = 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z';

export const marks: Record<Look, Mark> = {
    idle: { colour: '#999999', fill: '', stroke: ring },
    waiting: { colour: '#E69F00', fill: 'M8 2.5a5.5 5.5 0 0 1 0 11z', stroke: ring },
    planned: { colour: '#56B4E9', fill: '', stroke: 'M4 3l8.5 5L4 13z' },
    moving: { colour: '#56B4E9', fill: 'M3.5 2.2L14 8L3.5 13.8z' },
    gate: { colour: '#56B4E9', fill: 'M2.5 2.5h3.6v11H2.5zM9.9 2.5h3.6v11H9.9z' },
    working: { colour: '#0072B2', fill: 'M2.8 2.8h10.4v10.4H2.8z' },
    done: { colour: '#009E73', fill: '', stroke: 'M2.5 8.5l3.8 3.8L13.5 4.2' },
    closed: { colour: '#999999', fill: '', stroke: 'M2.5 8.5l3.8 3.8L13.5 4.2' },
    danger: { colour: '#D55E00', fill: 'M8 1.6L15 14H1z' },
    held: { colour: '#999999', fill: 'M3.5 2.8h3.2v10.4H3.5zM9.3 2.8h3.2v10.4H9.3z' },
    rest: { colour: '#999999', fill: '', stroke: 'M3 8h10' },
    dirty: { colour: '#CC79A7', fill: 'M8 1.5L14.5 8L8 14.5L1.5 8z' },
};

const jobLooks: Record<string, Look> = {
    new: 'waiting',
    triaged: 'waiting',
    reopened: 'waiting',
    planned: 'planned',
    dispatched: 'planned',
    accepted: 'planned',
    en_route: 'moving',
    at_gate: 'gate',
    on_site: 'working',
    done: 'done',
    closed: 'closed',
    held: 'held',
    cancelled: 'rest',
    refused: 'danger',
    failed: 'danger',
};

const crewLooks: Record<string, Look> = {
    off: 'rest',
    rest: 'rest',
    idle: 'idle',
    en_route: 'moving',
    at_gate: 'gate',
    on_site: 'working',
};

export const jobLook = (state: string): Look => jobLooks[state] ?? 'idle';
export const visitLook = jobLook;
export const crewLook = (state: string): Look => crewLooks[state] ?? 'idle';

/** States in which nothing more will happen by itself. */
const ended = new Set(['done', 'closed', 'cancelled', 'refused', 'failed']);
const waiting = new Set(['new', 'triaged', 'reopened']);
const underWay = new Set(['dispatched', 'accepted', 'en_route', 'at_gate', 'on_site']);

export const isOpen = (state: string): boolean => !ended.has(state);
export const isWaiting = (state: string): boolean => waiting.has(state);
export const isUnderWay = (state: string): boolean => underWay.has(state);

/** Strictness of a zone's level: 0 is the strictest, and so the densest hatch. */
export const levelHues = ['#D55E00', '#E69F00', '#8c7a00', '#0072B2'];
export const hatchGaps = [7, 11, 16, 22];
