// The few RE2 calls we use, with C linkage so that Swift can call them.
#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cre2_pattern cre2_pattern;

/// One capture: offset is -1 where the group took no part in the match.
typedef struct {
    ptrdiff_t offset;
    ptrdiff_t length;
} cre2_range;

/// Compiles `source`. On failure returns NULL and writes a sentence to `error` (always terminated).
cre2_pattern *_Nullable cre2_new(const char *_Nonnull source, size_t source_length, char *_Nonnull error, size_t error_size);
void cre2_free(cre2_pattern *_Nonnull pattern);

/// The number of capturing groups, without group 0.
int cre2_group_count(const cre2_pattern *_Nonnull pattern);

/// Whether the pattern matches the whole of `text`.
bool cre2_full_match(const cre2_pattern *_Nonnull pattern, const char *_Nonnull text, size_t length);

/// Finds the first match at or after byte `start`; fills `count` ranges, group 0 first.
bool cre2_search(
    const cre2_pattern *_Nonnull pattern, const char *_Nonnull text, size_t length, size_t start,
    cre2_range *_Nullable ranges, int count);

#ifdef __cplusplus
}
#endif
#endif
