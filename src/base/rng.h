/*
 * Seeded random numbers: xoshiro256** (Blackman, Vigna: "Scrambled linear pseudorandom number
 * generators", 2018), seeded by splitmix64. The same seed gives the same numbers everywhere.
 * Not for secrets: those come from libsodium.
 */
#ifndef LIFELINE_BASE_RNG_H
#define LIFELINE_BASE_RNG_H

#include <stdint.h>

struct rng {
    uint64_t s[4];
};

void rng_seed(struct rng *rng, uint64_t seed);

static inline uint64_t rng_rotl_(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

static inline uint64_t rng_u64(struct rng *rng)
{
    uint64_t *s = rng->s, result = rng_rotl_(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rng_rotl_(s[3], 45);
    return result;
}

/* Uniform in [0, n); n > 0. Multiply-shift; the bias is below n / 2^32. */
static inline uint32_t rng_below(struct rng *rng, uint32_t n)
{
    return (uint32_t)(((rng_u64(rng) >> 32) * n) >> 32);
}

/* Uniform in [0, 1). */
static inline double rng_unit(struct rng *rng)
{
    return (double)(rng_u64(rng) >> 11) * 0x1.0p-53;
}

/* Uniform in [low, high]; low <= high. */
int64_t rng_between(struct rng *rng, int64_t low, int64_t high);
/* Exponential with the given mean (> 0): gaps between arrivals. */
double rng_exponential(struct rng *rng, double mean);
/* Standard normal (Box-Muller, one value a call). */
double rng_normal(struct rng *rng);

#endif
