/**
 * The map of the city on a canvas: roads from the server, zones, gates, routes, jobs, crews. It
 * follows the state by effects; whoever mounts it hands in an element and calls `dispose` at last.
 */
import { effect, type ReadonlySignal } from '@preact/signals';
import Feature from 'ol/Feature';
import Map from 'ol/Map';
import View from 'ol/View';
import { createEmpty, extend, isEmpty } from 'ol/extent';
import GeoJSON from 'ol/format/GeoJSON';
import type Geometry from 'ol/geom/Geometry';
import LineString from 'ol/geom/LineString';
import Point from 'ol/geom/Point';
import Polygon from 'ol/geom/Polygon';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat, toLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import type { StyleLike } from 'ol/style/Style';
import { decodePolyline, placeText } from '../geo';
import { language, say } from '../i18n';
import { closures, coverage, crews, gates, jobs, loaded, policies, visitsOfCrew, zones } from '../state/city';
import { select, selection, type Noun } from '../state/select';
import { isDark } from '../state/theme';
import { isOpen } from '../status';
import type { Job, Position, Visit } from '../types';
import { coverageShown } from '../console/view';
import { roadLayers } from './roads';
import {
    closureStyle,
    coverageStyle,
    crewStyle,
    draftAreaStyle,
    draftStyle,
    gateStyle,
    jobStyle,
    routeStyle,
    standbyStyle,
    zoneStyle,
} from './styles';

export interface CityMap {
    dispose(): void;
    /** Shows all there is. */
    fit(): void;
    zoomBy(steps: number): void;
}

const projection = 'EPSG:3857';
const layoutMs = 100;
const shapes = new GeoJSON({ dataProjection: 'EPSG:4326', featureProjection: projection });

const point = (place: Position) => new Point(fromLonLat([place.lon, place.lat]));

function styled(geometry: Geometry | null, style: StyleLike): Feature {
    const feature = new Feature(geometry ?? undefined);
    feature.setStyle(style);
    return feature;
}

function hasPlace(job: Job): job is Job & { place: Position } {
    return job.place.lon !== undefined && job.place.lat !== undefined;
}

/** The layers from bottom to top. */
function makeLayers() {
    const make = (zIndex: number, declutter: boolean | string = false) =>
        new VectorLayer({ source: new VectorSource(), zIndex, declutter });
    // Names give way to each other and to marks; marks are always there.
    return {
        coverage: make(0),
        zones: make(1, 'names'),
        closures: make(3),
        routes: make(4),
        gates: make(5),
        jobs: make(6, 'names'),
        crews: make(7, 'names'),
        draft: make(8),
    };
}

type Layers = ReturnType<typeof makeLayers>;

/** A thing on the map: who it is, what it is drawn from, and how to draw it. */
interface Item {
    key: string;
    from: unknown[];
    draw(): Feature;
}

const drawnFrom = new WeakMap<Feature, unknown[]>();

/** Brings a layer up to date; what is drawn from the same as before stays as it is. */
function show(layer: Layers[keyof Layers], items: Item[]): void {
    const source = layer.getSource()!;
    const gone = new Set(source.getFeatures());
    const fresh: Feature[] = [];
    for (const { key, from, draw } of items) {
        const old = source.getFeatureById(key) as Feature | null;
        const before = old && drawnFrom.get(old);
        if (old && before?.every((part, index) => part === from[index])) {
            gone.delete(old);
            continue;
        }
        const feature = draw();
        feature.setId(key);
        drawnFrom.set(feature, from);
        fresh.push(feature);
    }
    source.removeFeatures([...gone]);
    source.addFeatures(fresh);
}

const ended = (visit: Visit) => ['done', 'cancelled', 'failed'].includes(visit.state);

/** Where each crew is going now; the whole of its day when it is selected. */
function routeItems(): Item[] {
    const chosen = selection.value;
    const dark = isDark.value;
    const items: Item[] = [];
    const add = (visit: Visit, isNext: boolean) => {
        const geometry = visit.geometry;
        const strong =
            (chosen?.noun === 'job' && chosen.id === visit.job) ||
            (chosen?.noun === 'crew' && chosen.id === visit.crew);
        if (!geometry || !(isNext || strong)) return;
        const draw = () => {
            const line = decodePolyline(geometry).map((at) => fromLonLat(at));
            return styled(line.length < 2 ? null : new LineString(line), routeStyle(strong, dark));
        };
        items.push({ key: visit.id, from: [geometry, strong, dark], draw });
    };
    for (const visits of visitsOfCrew.value.values())
        visits.filter((visit) => !ended(visit)).forEach((visit, index) => add(visit, index === 0));
    return items;
}

/** How soon each part of the city could be reached, and where idle crews would best stand by. */
function coverageItems(): Item[] {
    const found = coverageShown.value ? coverage.value : null;
    if (!found) return [];
    const dark = isDark.value;
    const cells = found.cells.map((cell): Item => {
        const [west, south, east, north] = cell.bbox as [number, number, number, number];
        const corners = [[west, south], [east, south], [east, north], [west, north], [west, south]];
        return {
            key: `coverage/${west}/${south}`,
            from: [cell.now_s, cell.hour_s, dark],
            draw: () =>
                styled(
                    new Polygon([corners.map((corner) => fromLonLat(corner))]),
                    coverageStyle(cell.now_s, cell.hour_s, dark),
                ),
        };
    });
    const posts = found.standby.map((post): Item => ({
        key: `standby/${post.crew}`,
        from: [post, dark, language.value],
        draw: () => styled(point(post.place), standbyStyle(say(post.name), dark)),
    }));
    return [...cells, ...posts];
}

function zoneItems(): Item[] {
    const look = [isDark.value, language.value, policies.value];
    return zones.all.value
        .filter((zone) => zone.state === 'active')
        .map((zone) => ({
            key: `zone/${zone.id}`,
            from: [zone, ...look],
            draw: () => styled(shapes.readGeometry(zone.polygon), zoneStyle(zone, isDark.peek())),
        }));
}

function closureItems(): Item[] {
    const look = [isDark.value, language.value];
    return closures.all.value
        .filter((closure) => closure.state === 'active' && (closure.polygon || closure.line))
        .map((closure) => ({
            key: closure.id,
            from: [closure, ...look],
            draw: () =>
                styled(
                    shapes.readGeometry(closure.polygon ?? closure.line),
                    closureStyle(say(closure.name), isDark.peek()),
                ),
        }));
}

function gateItems(): Item[] {
    const dark = isDark.value;
    return gates.all.value.map((gate) => ({
        key: `gate/${gate.id}`,
        from: [gate, dark],
        draw: () => styled(point(gate.place), gateStyle(gate, dark)),
    }));
}

function jobItems(): Item[] {
    const dark = isDark.value;
    const chosen = selection.value?.id;
    return jobs.all.value
        .filter(hasPlace)
        .filter((job) => isOpen(job.state) || chosen === job.id)
        .map((job) => ({
            key: `job/${job.id}`,
            from: [job, dark, chosen === job.id],
            draw: () => styled(point(job.place), jobStyle(job, dark, chosen === job.id)),
        }));
}

/** Crews waiting at one depot stand in rows above it, not on top of each other. */
function crewItems(): Item[] {
    const dark = isDark.value;
    const chosen = selection.value?.id;
    const places: Record<string, number> = {};
    const items: Item[] = [];
    for (const crew of crews.all.value) {
        const { position } = crew;
        if (!position || crew.state === 'off') continue;
        const place = placeText(position);
        const slot = places[place] ?? 0;
        places[place] = slot + 1;
        const selected = chosen === crew.id;
        items.push({
            key: `crew/${crew.id}`,
            from: [crew, dark, selected, slot, language.value],
            draw: () => styled(point(position), crewStyle(crew, dark, selected, slot)),
        });
    }
    return items;
}

/** What is being placed: a point, or the middle of a square. */
export interface Drafted extends Position {
    /** Half the side of the square. */
    half_m?: number;
}

const metresOfDegree = 111195;

function square({ lon, lat, half_m = 0 }: Drafted): Polygon {
    const up = half_m / metresOfDegree;
    const along = up / Math.cos((lat * Math.PI) / 180);
    const corners = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]] as const;
    return new Polygon([corners.map(([x, y]) => fromLonLat([lon + x * along, lat + y * up]))]);
}

function draftItems(place: Drafted | null): Item[] {
    if (!place) return [];
    const items = [{ key: 'draft', from: [place], draw: () => styled(point(place), draftStyle()) }];
    if (place.half_m)
        items.push({ key: 'draft/area', from: [place], draw: () => styled(square(place), draftAreaStyle()) });
    return items;
}

/** One effect a layer: a crew that moves does not redraw the zones. */
function follow(layers: Layers, draft: ReadonlySignal<Drafted | null>): () => void {
    const stops = [
        effect(() => show(layers.zones, zoneItems())),
        effect(() => show(layers.coverage, coverageItems())),
        effect(() => show(layers.closures, closureItems())),
        effect(() => show(layers.routes, routeItems())),
        effect(() => show(layers.gates, gateItems())),
        effect(() => show(layers.jobs, jobItems())),
        effect(() => show(layers.crews, crewItems())),
        effect(() => show(layers.draft, draftItems(draft.value))),
    ];
    return () => stops.forEach((stop) => stop());
}

/** Centres on what was chosen elsewhere, when it lies outside of what is seen. */
function followSelection(map: Map, layers: Layers): () => void {
    const bringIntoView = () => {
        const chosen = selection.peek();
        if (!chosen) return;
        const layer = { job: layers.jobs, crew: layers.crews, zone: layers.zones, gate: layers.gates }[
            chosen.noun
        ];
        const geometry = layer.getSource()!.getFeatureById(`${chosen.noun}/${chosen.id}`)?.getGeometry();
        const size = map.getSize();
        if (!geometry || !size) return;
        const extent = geometry.getExtent();
        const centre: [number, number] = [(extent[0]! + extent[2]!) / 2, (extent[1]! + extent[3]!) / 2];
        const pixel = map.getPixelFromCoordinate(centre);
        const view = map.getView();
        const inside =
            !view.getAnimating() &&
            pixel &&
            pixel[0]! > 60 &&
            pixel[1]! > 60 &&
            pixel[0]! < size[0]! - 60 &&
            pixel[1]! < size[1]! - 60;
        if (inside) return;
        const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
        view.cancelAnimations();
        view.animate({ center: centre, duration: still ? 0 : 250 });
    };
    return effect(() => {
        // The drawer that opens makes the map narrower first.
        if (selection.value) setTimeout(bringIntoView, layoutMs);
    });
}

function listen(map: Map, pick: (place: Position) => boolean): void {
    map.on('singleclick', (event) => {
        const [lon, lat] = toLonLat(event.coordinate) as [number, number];
        if (pick({ lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)) })) return;
        const hit = map.forEachFeatureAtPixel(event.pixel, (feature) => feature.getId(), {
            hitTolerance: 4,
        });
        if (typeof hit !== 'string') return;
        const [noun, id] = hit.split('/') as [Noun, string];
        select(noun, id);
    });
    map.on('pointermove', (event) => {
        if (event.dragging) return;
        const over = map.hasFeatureAtPixel(event.pixel, {
            layerFilter: (layer) => layer.getZIndex() !== 0 && layer.getZIndex() !== 4,
        });
        map.getViewport()!.style.cursor = over ? 'pointer' : '';
    });
}

/**
 * `pick` is offered every click first and answers whether it took it (a call's place is being
 * chosen); `draft` is the place chosen so far.
 */
export function mountMap(
    element: HTMLElement,
    draft: ReadonlySignal<Drafted | null>,
    pick: (place: Position) => boolean,
): CityMap {
    const layers = makeLayers();
    const map = new Map({
        target: element,
        controls: [],
        layers: [...roadLayers(), ...Object.values(layers)],
        view: new View({ projection, center: [0, 0], zoom: 12, minZoom: 7, maxZoom: 19 }),
    });

    const everything = () => {
        const box = createEmpty();
        for (const layer of [layers.zones, layers.gates, layers.jobs, layers.crews])
            extend(box, layer.getSource()!.getExtent() ?? createEmpty());
        return box;
    };
    const fit = () => {
        const box = everything();
        if (isEmpty(box)) return;
        /* To the right stand the tools, and crews at one place stand side by side. */
        map.getView().fit(box, { padding: [64, 112, 64, 64], maxZoom: 15 });
    };

    const unfollow = follow(layers, draft);
    const unselect = followSelection(map, layers);
    let fitted = false;
    const unfit = effect(() => {
        if (fitted || !loaded.value) return;
        fitted = true;
        queueMicrotask(fit);
    });
    listen(map, pick);

    return {
        dispose() {
            unfit();
            unselect();
            unfollow();
            map.setTarget(undefined);
        },
        fit,
        zoomBy(steps) {
            const view = map.getView();
            view.animate({ zoom: (view.getZoom() ?? 12) + steps, duration: 150 });
        },
    };
}
