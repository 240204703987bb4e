#include "base/rng.h"

#include <assert.h>
#include <math.h>

void rng_seed(struct rng *rng, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        uint64_t z = (seed += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        rng->s[i] = z ^ (z >> 31);
    }
}

int64_t rng_between(struct rng *rng, int64_t low, int64_t high)
{
    assert(low <= high);
    uint64_t span = (uint64_t)high - (uint64_t)low + 1;
    uint64_t drawn = rng_u64(rng);
    return (int64_t)((uint64_t)low + (span ? drawn % span : drawn));
}

double rng_exponential(struct rng *rng, double mean)
{
    assert(mean > 0);
    return -mean * log1p(-rng_unit(rng));
}

double rng_normal(struct rng *rng)
{
    double radius = sqrt(-2 * log1p(-rng_unit(rng)));
    return radius * cos(6.283185307179586 * rng_unit(rng));
}
