#include "CPlatform.h"

#include <malloc.h>
#include <sqlite3.h>
#include <sys/prctl.h>

void platform_tune_memory(void) {
    mallopt(M_TRIM_THRESHOLD, 32 << 20);
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

bool platform_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0; }
