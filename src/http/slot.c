#include "http/server_int.h"

#include <stdlib.h>

struct slot *slot_take(struct loop *loop, struct conn *conn)
{
    uint32_t index;
    if (loop->free_slots.n) {
        index = vec_pop(&loop->free_slots);
    } else {
        index = (uint32_t)loop->slots.n;
        struct slot *made = calloc(1, sizeof *made);
        if (!made || !(made->body = evbuffer_new()))
            abort();
        made->request.arena = arena_new();
        vec_push(&loop->slots, made);
    }
    struct slot *slot = loop->slots.at[index];
    struct arena *arena = slot->request.arena;
    slot->request = (struct http_request){
        .arena = arena,
        .ticket = {loop->index, index, ++slot->generation},
        .client = conn->client,
    };
    slot->conn = conn;
    slot->is_live = true;
    return slot;
}

void slot_release(struct loop *loop, struct slot *slot)
{
    arena_reset(slot->request.arena);
    evbuffer_drain(slot->body, evbuffer_get_length(slot->body));
    slot->is_live = false;
    slot->conn = NULL;
    vec_push(&loop->free_slots, slot->request.ticket.slot);
}

struct slot *slot_find(struct loop *loop, struct http_ticket ticket)
{
    struct slot *slot = ticket.slot < loop->slots.n ? loop->slots.at[ticket.slot] : NULL;
    return slot && slot->is_live && slot->generation == ticket.generation ? slot : NULL;
}

void slots_free(struct loop *loop)
{
    for (size_t i = 0; i < loop->slots.n; i++) {
        struct slot *slot = loop->slots.at[i];
        evbuffer_free(slot->body);
        arena_free(slot->request.arena);
        free(slot);
    }
    vec_free(&loop->slots);
    vec_free(&loop->free_slots);
}
