/** Lines and boxes of the map. */
import type { Position } from './types';

/**
 * Decodes a route's geometry, the encoded polyline format: each coordinate a zigzag difference in
 * 5-bit groups, latitude first. Returns [lon, lat] pairs; a line cut short ends where it is cut.
 */
export function decodePolyline(text: string, precision = 5): [number, number][] {
    const factor = 10 ** precision;
    const points: [number, number][] = [];
    let index = 0;
    let lat = 0;
    let lon = 0;

    const difference = (): number | undefined => {
        let bits = 0;
        let shift = 0;
        while (index < text.length) {
            const group = text.charCodeAt(index++) - 63;
            bits |= (group & 0x1f) << shift;
            if (group < 0x20) return bits & 1 ? ~(bits >> 1) : bits >> 1;
            shift += 5;
        }
        return undefined;
    };

    while (index < text.length) {
        const north = difference();
        const east = difference();
        if (north === undefined || east === undefined) break;
        lat += north;
        lon += east;
        points.push([lon / factor, lat / factor]);
    }
    return points;
}

/** "31.40512, 121.48910": the order maps and phones in the field show. */
export const placeText = (place: Position): string =>
    `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`;

/** Reads "lat, lon" as somebody types it from a phone; undefined when it is anything else. */
export function parsePlace(text: string): Position | undefined {
    const match = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
    if (!match) return undefined;
    const lat = Number(match[1]);
    const lon = Number(match[2]);
    return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}
