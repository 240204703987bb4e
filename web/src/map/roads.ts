/**
 * The road layer: lines from the server's own road network, read for what is seen. Far out only
 * the main roads are asked for and drawn, close in every street.
 */
import { effect } from '@preact/signals';
import GeoJSON from 'ol/format/GeoJSON';
import VectorImageLayer from 'ol/layer/VectorImage';
import { bbox } from 'ol/loadingstrategy';
import { transformExtent } from 'ol/proj';
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

export function roadLayer(): VectorImageLayer {
    const source = new VectorSource({
        strategy: bbox,
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

    const styles = new Map<string, Style>();
    const layer = new VectorImageLayer({
        source,
        zIndex: 0,
        imageRatio: 1.4,
        style(feature, resolution) {
            const road = classOf(feature.get('class'));
            if (resolution > road.until) return undefined;
            const zoomed = Math.max(0.6, Math.min(3, 8 / resolution));
            const width = road.width * Math.round(zoomed * 4) * 0.25;
            const key = `${road.light}${width}${isDark.peek()}`;
            let style = styles.get(key);
            if (!style) {
                const color = isDark.peek() ? road.dark : road.light;
                style = new Style({ stroke: new Stroke({ color, width }), zIndex: road.width });
                styles.set(key, style);
            }
            return style;
        },
    });
    effect(() => {
        isDark.value;
        layer.changed();
    });
    return layer;
}
