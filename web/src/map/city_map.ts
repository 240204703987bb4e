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
import LineString from 'ol/geom/LineString';
import Point from 'ol/geom/Point';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat, toLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import { decodePolyline, placeText } from '../geo';
import { say } from '../i18n';
import { closures, crews, gates, jobs, loaded, visitsOfCrew, zones } from '../state/city';
import { select, selection, type Noun } from '../state/select';
import { isDark } from '../state/theme';
import { isOpen } from '../status';
import type { Job, Position, Visit } from '../types';
import { roadLayers } from './roads';
import {
    closureStyle,
    crewStyle,
    draftStyle,
    gateStyle,
    jobStyle,
    routeStyle,
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

function named(noun: Noun, id: string, feature: Feature): Feature {
    feature.setId(`${noun}/${id}`);
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

function show(layer: Layers[keyof Layers], features: Feature[]): void {
    const source = layer.getSource()!;
    source.clear(true);
    source.addFeatures(features);
}

const ended = (visit: Visit) => ['done', 'cancelled', 'failed'].includes(visit.state);

function routeFeatures(): Feature[] {
    const chosen = selection.value;
    const features: Feature[] = [];
    for (const visits of visitsOfCrew.value.values())
        for (const visit of visits) {
            if (!visit.geometry || ended(visit)) continue;
            const line = decodePolyline(visit.geometry).map((at) => fromLonLat(at));
            if (line.length < 2) continue;
            const strong =
                (chosen?.noun === 'job' && chosen.id === visit.job) ||
                (chosen?.noun === 'crew' && chosen.id === visit.crew);
            const feature = new Feature(new LineString(line));
            feature.setStyle(routeStyle(strong, isDark.value));
            features.push(feature);
        }
    return features;
}

function zoneFeatures(): Feature[] {
    return zones.all.value
        .filter((zone) => zone.state === 'active')
        .map((zone) => {
            const geometry = shapes.readGeometry(zone.polygon);
            const feature = named('zone', zone.id, new Feature(geometry ?? undefined));
            feature.setStyle(zoneStyle(zone, isDark.value));
            return feature;
        });
}

function closureFeatures(): Feature[] {
    return closures.all.value
        .filter((closure) => closure.state === 'active' && (closure.polygon || closure.line))
        .map((closure) => {
            const feature = new Feature(shapes.readGeometry(closure.polygon ?? closure.line) ?? undefined);
            feature.setStyle(closureStyle(say(closure.name), isDark.value));
            return feature;
        });
}

/** Crews waiting at one depot stand in rows above it, not on top of each other. */
function crewFeatures(): Feature[] {
    const places: Record<string, number> = {};
    const features: Feature[] = [];
    for (const crew of crews.all.value) {
        if (!crew.position || crew.state === 'off') continue;
        const key = placeText(crew.position);
        const slot = places[key] ?? 0;
        places[key] = slot + 1;
        const feature = named('crew', crew.id, new Feature(point(crew.position)));
        const selected = selection.value?.id === crew.id;
        feature.setStyle(crewStyle(crew, isDark.value, selected, slot));
        features.push(feature);
    }
    return features;
}

/** One effect a layer: a crew that moves does not redraw the zones. */
function follow(layers: Layers, draft: ReadonlySignal<Position | null>): () => void {
    const stops = [
        effect(() => show(layers.zones, zoneFeatures())),
        effect(() => show(layers.closures, closureFeatures())),
        effect(() => show(layers.routes, routeFeatures())),
        effect(() =>
            show(
                layers.gates,
                gates.all.value.map((gate) => {
                    const feature = named('gate', gate.id, new Feature(point(gate.place)));
                    feature.setStyle(gateStyle(gate, isDark.value));
                    return feature;
                }),
            ),
        ),
        effect(() => {
            const chosen = selection.value;
            const shown = jobs.all.value.filter(
                (job) => isOpen(job.state) || (chosen?.noun === 'job' && chosen.id === job.id),
            );
            const features = shown.filter(hasPlace).map((job) => {
                const feature = named('job', job.id, new Feature(point(job.place)));
                feature.setStyle(jobStyle(job, isDark.value, chosen?.id === job.id));
                return feature;
            });
            show(layers.jobs, features);
        }),
        effect(() => {
            show(layers.crews, crewFeatures());
        }),
        effect(() => {
            const place = draft.value;
            const feature = place && new Feature(point(place));
            feature?.setStyle(draftStyle());
            show(layers.draft, feature ? [feature] : []);
        }),
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
    draft: ReadonlySignal<Position | null>,
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
        map.getView().fit(box, { padding: [48, 48, 48, 48], maxZoom: 15 });
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
