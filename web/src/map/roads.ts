/**
 * The road layers: lines from the server's own road network, read for what is seen. Far out only
 * the main roads are drawn, close in every street.
 */
import { effect } from '@preact/signals';
import type { FeatureLike } from 'ol/Feature';
import GeoJSON from 'ol/format/GeoJSON';
import VectorImageLayer from 'ol/layer/VectorImage';
import { tile } from 'ol/loadingstrategy';
import { transformExtent } from 'ol/proj';
import { createXYZ } from 'ol/tilegrid';
import VectorSource from 'ol/source/Vector';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import { isDark } from '../state/theme';

interface RoadClass {
    width: number;
    /** Metres of a pixel up to which the class is drawn. */
    until: number;
    light: string;
    dark: string;
}

const classes: Record<string, RoadClass> = {
    motorway: { width: 4, until: Infinity, light: '#aab4bd', dark: '#46525d' },
    trunk: { width: 3.6, until: Infinity, light: '#aeb8c1', dark: '#434f5a' },
    primary: { width: 3, until: Infinity, light: '#b6bfc7', dark: '#3d4852' },
    secondary: { width: 2.4, until: 120, light: '#bdc5cc', dark: '#38424b' },
    tertiary: { width: 1.9, until: 60, light: '#c3cad1', dark: '#343d46' },
    other: { width: 1.2, until: 25, light: '#c9cfd5', dark: '#2f3840' },
};

const classOf = (name: unknown): RoadClass =>
    classes[String(name).replace(/_link$/, '')] ?? classes.other!;

const geojson = new GeoJSON({ dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' });

/**
 * The server leaves small streets out of a wide box, so each depth of zoom keeps lines of its own:
 * those read for a wide view are never taken for the whole of a close one. Tiles of a fixed grid
 * make the same boxes for everybody, and the server answers them from memory.
 */
const depths = [
    { minResolution: 0, maxResolution: 25 },
    { minResolution: 25, maxResolution: 100 },
    { minResolution: 100, maxResolution: Infinity },
];
const grid = createXYZ({ tileSize: 1024 });

function roadSource(): VectorSource {
    const source = new VectorSource({
        strategy: tile(grid),
        async loader(extent, _resolution, projection, done, failed) {
            const box = transformExtent(extent, projection, 'EPSG:4326');
            const corners = box.map((degree) => degree.toFixed(5)).join(',');
            try {
                const reply = await fetch(`/api/v1/map/roads?bbox=${corners}`);
                if (!reply.ok) throw new Error(`roads: ${reply.status}`);
                const features = geojson.readFeatures(await reply.json());
                source.addFeatures(features);
                done?.(features);
                return features;
            } catch (problem) {
                console.warn('roads not loaded:', problem);
                source.removeLoadedExtent(extent);
                failed?.();
                return [];
            }
        },
    });
    return source;
}

const styles = new Map<string, Style>();

function roadStyle(feature: FeatureLike, resolution: number): Style | undefined {
    const road = classOf(feature.get('class'));
    if (resolution > road.until) return undefined;
    // Wider when close, in quarter steps, so that few styles serve all zooms.
    const zoomed = Math.max(0.6, Math.min(3, 8 / resolution));
    const width = road.width * Math.round(zoomed * 4) * 0.25;
    const color = isDark.peek() ? road.dark : road.light;
    const key = `${color} ${width}`;
    let style = styles.get(key);
    if (!style) {
        style = new Style({ stroke: new Stroke({ color, width }), zIndex: road.width });
        styles.set(key, style);
    }
    return style;
}

export function roadLayers(): VectorImageLayer[] {
    const layers = depths.map(
        (depth) =>
            new VectorImageLayer({
                ...depth,
                source: roadSource(),
                zIndex: 0,
                imageRatio: 1.4,
                style: roadStyle,
            }),
    );
    effect(() => {
        isDark.value;
        layers.forEach((layer) => layer.changed());
    });
    return layers;
}
