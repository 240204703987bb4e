/*
 * A disk that fails when told to: the seam by which tests see what happens when a statement or a
 * commit cannot be written. Handed to `store_open`; a store without one never asks.
 */
#ifndef LIFELINE_STORE_FAULT_H
#define LIFELINE_STORE_FAULT_H

#include <stdbool.h>
#include <stdint.h>

struct store_fault;

struct store_fault *fault_new(void);
void fault_free(struct store_fault *fault);
/* The `n`th changing statement or commit from now fails, and `times - 1` after it; 0: none. */
void fault_in_statements(struct store_fault *fault, int64_t n, int64_t times);
void fault_in_commits(struct store_fault *fault, int64_t n, int64_t times);

/* Asked by the store before each: true means it must fail now. NULL never fails. */
bool fault_statement(struct store_fault *fault);
bool fault_commit(struct store_fault *fault);

#endif
