/*
 * The datums of Chinese map data. GPS and OpenStreetMap are WGS-84; Amap and Tencent shift it to
 * GCJ-02 (300 to 600 m), Baidu shifts that again to BD-09. The road graph is WGS-84: coordinates
 * are converted once, at the edge, because a wrong datum snaps to a road some 500 m away without
 * any error.
 *
 * Outside of a box around China GCJ-02 and BD-09 are taken to be WGS-84. Back from GCJ-02 and BD-09
 * the formulas are inverted by iteration, to better than 0.01 m. The formulas were never published
 * officially; constants as in the public reverse engineering that gcoord and coordtransform share.
 */
#ifndef LIFELINE_GEO_DATUM_H
#define LIFELINE_GEO_DATUM_H

#include "base/sv.h"
#include "geo/point.h"

enum datum { DATUM_WGS84, DATUM_GCJ02, DATUM_BD09 };

struct point datum_convert(struct point p, enum datum from, enum datum to);
/* "WGS84", "GCJ02", "BD09", in any case and with or without a hyphen; false for anything else. */
bool datum_parse(struct sv text, enum datum *datum);

#endif
