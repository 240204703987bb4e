/** How each kind of thing is drawn. Styles are made once for each look, not once a feature. */
import Point from 'ol/geom/Point';
import Fill from 'ol/style/Fill';
import Icon from 'ol/style/Icon';
import RegularShape from 'ol/style/RegularShape';
import Stroke from 'ol/style/Stroke';
import Style, { type StyleFunction } from 'ol/style/Style';
import Text from 'ol/style/Text';
import { say } from '../i18n';
import { levelRank } from '../state/city';
import { crewLook, hatchGaps, jobLook } from '../status';
import type { Crew, Gate, Job, Zone } from '../types';
import { levelHue, levelName } from '../ui/LevelTag';
import { crewMark, draftMark, gateMark, hatch, jobMark, markScale } from './draw';

const font = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';

function label(text: string, dark: boolean, offsetY: number, strong = false): Text {
    return new Text({
        text,
        offsetY,
        font: `${strong ? 600 : 400} 12px ${font}`,
        fill: new Fill({ color: dark ? '#e6eaee' : '#1b2228' }),
        stroke: new Stroke({ color: dark ? '#11151a' : '#ffffff', width: 3 }),
        overflow: true,
    });
}

type Extent = [number, number, number, number];

export function zoneStyle(zone: Zone, dark: boolean): Style[] {
    const hue = levelHue(zone);
    const rank = levelRank(zone.policy, zone.level);
    const area = new Style({
        fill: new Fill({ color: hatch(hue, hatchGaps[Math.min(rank, hatchGaps.length - 1)]!) }),
        stroke: new Stroke({ color: hue, width: 2 }),
    });
    // The name stands along the upper edge, out of the way of what lies inside.
    const name = new Style({
        text: label(`${say(zone.name)} · ${levelName(zone)}`, dark, -10, true),
        geometry(feature) {
            const [west, , east, north] = feature.getGeometry()!.getExtent() as Extent;
            return new Point([(west + east) / 2, north]);
        },
    });
    return [area, name];
}

export function closureStyle(name: string, dark: boolean): Style {
    return new Style({
        fill: new Fill({ color: '#D55E0022' }),
        stroke: new Stroke({ color: '#D55E00', width: 3, lineDash: [4, 6] }),
        text: label(name, dark, 0),
    });
}

export function routeStyle(strong: boolean, dark: boolean): Style[] {
    const line = new Style({
        stroke: new Stroke({
            color: strong ? (dark ? '#56B4E9' : '#0072B2') : dark ? '#56B4E966' : '#0072B255',
            width: strong ? 4.5 : 2.5,
        }),
        zIndex: strong ? 2 : 1,
    });
    if (!strong) return [line];
    const casing = new Style({
        stroke: new Stroke({ color: dark ? '#11151a' : '#ffffff', width: 8 }),
        zIndex: 1,
    });
    return [casing, line];
}

export function gateStyle(gate: Gate, dark: boolean): Style {
    return new Style({
        image: new Icon({ img: gateMark(gate.state === 'open', dark), scale: 0.42 }),
    });
}

/** Seen from far away marks are small and nameless, or they would hide the city. */
const farMetres = 30;
const farScale = 0.65;

function byDistance(style: (scale: number, named: boolean) => Style): StyleFunction {
    const near = style(1, true);
    const far = style(farScale, false);
    return (_feature, resolution) => (resolution > farMetres ? far : near);
}

export function jobStyle(job: Job, dark: boolean, selected: boolean): StyleFunction {
    const style = (scale: number) =>
        new Style({
            image: new Icon({
                img: jobMark(jobLook(job.state), job.urgency, dark),
                scale: selected ? 0.62 : 0.45 * scale,
                declutterMode: 'obstacle',
                anchor: [0.5, 66 / 72],
            }),
            text: selected ? label(job.number, dark, 12, true) : undefined,
            zIndex: job.priority + (selected ? 1000 : 0),
        });
    return byDistance(style);
}

const slotsPerRow = 4;
const slotWidth = 24;

/** `slot` counts the crews that stand at the same place; only the first has room for its name. */
export function crewStyle(
    crew: Crew,
    dark: boolean,
    selected: boolean,
    slot: number,
): StyleFunction {
    const mark = crewMark(crewLook(crew.state), dark, crew.exposure === 'contaminated');
    const row = Math.floor(slot / slotsPerRow);
    const style = (scale: number, named: boolean) =>
        new Style({
            image: new Icon({
                img: mark,
                scale: markScale * (selected ? 1.3 : (slot > 0 ? 0.7 : 0.9) * scale),
                displacement: [(slot % slotsPerRow) * slotWidth * scale, row * slotWidth * scale],
                declutterMode: 'obstacle',
            }),
            text:
                selected || (named && slot === 0)
                    ? label(say(crew.name), dark, 22, selected)
                    : undefined,
            zIndex: selected ? 1000 : 100 - slot,
        });
    return byDistance(style);
}

export function draftStyle(): Style {
    return new Style({ image: new Icon({ img: draftMark(), scale: markScale }) });
}

/** The area of what is being placed. */
export function draftAreaStyle(): Style {
    return new Style({
        fill: new Fill({ color: 'hsl(265 70% 55% / 0.18)' }),
        stroke: new Stroke({ color: 'hsl(265 70% 45%)', width: 2, lineDash: [6, 4] }),
    });
}

/** Minutes until somebody could be there, as colour and as text: green to red over half an hour. */
export function coverageStyle(now_s: number, hour_s: number, dark: boolean): Style {
    const late = Math.min(1, now_s / 1800);
    const hue = Math.round(150 - 150 * late);
    const minutes = (seconds: number) => Math.round(seconds / 60);
    return new Style({
        fill: new Fill({ color: `hsl(${hue} 70% ${dark ? 35 : 60}% / 0.28)` }),
        stroke: new Stroke({ color: `hsl(${hue} 60% ${dark ? 50 : 40}% / 0.5)`, width: 1 }),
        text: new Text({
            text: `${minutes(now_s)} · ${minutes(hour_s)}`,
            font: '11px sans-serif',
            overflow: true,
            fill: new Fill({ color: dark ? '#e8eaed' : '#1c2430' }),
        }),
    });
}

/** Where an idle crew would best stand by. */
export function standbyStyle(name: string, dark: boolean): Style {
    return new Style({
        image: new RegularShape({
            points: 4,
            radius: 8,
            angle: 0,
            fill: new Fill({ color: dark ? '#56b4e9' : '#0072b2' }),
            stroke: new Stroke({ color: '#fff', width: 1.5 }),
        }),
        text: new Text({
            text: name,
            offsetY: 16,
            font: '11px sans-serif',
            fill: new Fill({ color: dark ? '#e8eaed' : '#1c2430' }),
        }),
    });
}
