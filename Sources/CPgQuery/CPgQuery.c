#include "CPgQuery.h"

#include <pg_query.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char *sql;
    PgQueryParseResult result;
} parse;

static void *run(void *context) {
    parse *work = context;
    work->result = pg_query_parse(work->sql);
    return NULL;
}

// It calls itself for each operator of a chain, so what is longer than this is read on a large stack.
static const size_t small = 2048;

static int run_apart(parse *work) {
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 32 << 20);
    int failure = pthread_create(&thread, &attributes, run, work);
    pthread_attr_destroy(&attributes);
    if (!failure) pthread_join(thread, NULL);
    return failure;
}

char *cpgquery_tree(const char *sql, char *error, size_t error_size) {
    parse work = {.sql = sql};
    if (strlen(sql) <= small) {
        run(&work);
    } else if (run_apart(&work)) {
        snprintf(error, error_size, "no thread could be started to read it");
        return NULL;
    }
    char *tree = NULL;
    if (work.result.error) {
        snprintf(error, error_size, "%s", work.result.error->message);
    } else {
        tree = work.result.parse_tree;
        work.result.parse_tree = NULL;
    }
    pg_query_free_parse_result(work.result);
    return tree;
}
