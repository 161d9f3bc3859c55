// PostgreSQL's own parser (libpg_query), on values that Swift can hold.
#ifndef CPGQUERY_H
#define CPGQUERY_H

#include <stddef.h>

/// The tree of the statements in `sql` as JSON, to be freed with `free`. Where there is none, NULL, and what the parser
/// says is written to `error` (always terminated).
char *_Nullable cpgquery_tree(const char *_Nonnull sql, char *_Nonnull error, size_t error_size);

#endif
