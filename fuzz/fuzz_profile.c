/* A profile's YAML: refused with a sentence, or a profile that gives a verdict on any way. */
#include <stdlib.h>

#include "road/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tag_slots slots;
    struct profile *profile = NULL;
    struct error error = {0};
    tag_slots_init(&slots);
    enum err err =
        profile_read(sv_from((const char *)bytes, size), "fuzz", &slots, &profile, &error);
    if (err && !error.text[0])
        abort();
    if (!err) {
        struct tag_view view;
        struct way_verdict verdict;
        struct osm_tag tags[] = {{sv_of("highway"), sv_of("service")},
                                 {sv_of("access"), sv_of("private")},
                                 {sv_of("maxspeed"), sv_of("50 mph")}};
        tag_view_fill(&slots, (struct osm_tags){tags, 3}, &view);
        profile_way(profile, &view, &verdict);
    }
    profile_free(profile);
    tag_slots_free(&slots);
    return 0;
}
