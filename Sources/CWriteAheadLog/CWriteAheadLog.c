#include "CWriteAheadLog.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

enum {
    /// Of what stands before each page in the log (https://sqlite.org/fileformat2.html#walformat).
    FRAME_HEADER = 24,
    /// Where that says how large the database is after the commit; zero within a transaction.
    COMMIT_MARK = 4,
    /// So much is gathered at most. SQLite's own layer writes less than 128 KiB at once, and fails on more.
    CAPACITY = 31 * (FRAME_HEADER + 4096),
};

/// An open log; the file of the layer below stands behind it.
typedef struct {
    sqlite3_file base;
    /// What has not been written yet, and where it belongs.
    char *gathered;
    int count;
    sqlite3_int64 start;
    /// Where what was written by this handle ends since the log began anew.
    sqlite3_int64 end;
    /// The page that follows is the last one of its transaction.
    int ends_transaction;
} Log;

static sqlite3_vfs layer;
static sqlite3_vfs *below;

static sqlite3_file *file_of(sqlite3_file *file) { return (sqlite3_file *)((Log *)file + 1); }

static int flush(Log *log) {
    if (log->count == 0) return SQLITE_OK;
    int count = log->count;
    // Kept after a failure it would be written later, to a place that means something else by then.
    log->count = 0;
    sqlite3_file *file = file_of(&log->base);
    return file->pMethods->xWrite(file, log->gathered, count, log->start);
}

static int write_now(Log *log, const void *bytes, int count, sqlite3_int64 offset) {
    int result = flush(log);
    sqlite3_file *file = file_of(&log->base);
    return result != SQLITE_OK ? result : file->pMethods->xWrite(file, bytes, count, offset);
}

static int gather(Log *log, const void *bytes, int count) {
    if (log->count + count > CAPACITY) {
        int result = flush(log);
        if (result != SQLITE_OK) return result;
    }
    if (log->count == 0) log->start = log->end;
    memcpy(log->gathered + log->count, bytes, (size_t)count);
    log->count += count;
    return SQLITE_OK;
}

static int log_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
    Log *log = (Log *)base;
    if (log->gathered == NULL) log->gathered = sqlite3_malloc(CAPACITY);
    // A page that is written again, or what stands before it, may be the last that a transaction writes.
    int is_appended = offset > 0 && offset == log->end && count <= CAPACITY && log->gathered != NULL;
    int result = is_appended ? gather(log, bytes, count) : write_now(log, bytes, count, offset);
    if (result != SQLITE_OK) return result;
    if (offset == 0 || offset + count > log->end) log->end = offset + count;

    int is_last = log->ends_transaction;
    static const char within[4] = {0};
    log->ends_transaction = count == FRAME_HEADER && memcmp((const char *)bytes + COMMIT_MARK, within, 4) != 0;
    return is_last ? flush(log) : SQLITE_OK;
}

// Whatever else is asked of the file is asked of all that was written to it.

static int log_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
    int result = flush((Log *)base);
    sqlite3_file *file = file_of(base);
    return result != SQLITE_OK ? result : file->pMethods->xRead(file, bytes, count, offset);
}

static int log_truncate(sqlite3_file *base, sqlite3_int64 size) {
    int result = flush((Log *)base);
    sqlite3_file *file = file_of(base);
    return result != SQLITE_OK ? result : file->pMethods->xTruncate(file, size);
}

static int log_sync(sqlite3_file *base, int flags) {
    int result = flush((Log *)base);
    sqlite3_file *file = file_of(base);
    return result != SQLITE_OK ? result : file->pMethods->xSync(file, flags);
}

static int log_size(sqlite3_file *base, sqlite3_int64 *size) {
    int result = flush((Log *)base);
    sqlite3_file *file = file_of(base);
    return result != SQLITE_OK ? result : file->pMethods->xFileSize(file, size);
}

static int log_close(sqlite3_file *base) {
    int result = flush((Log *)base);
    sqlite3_file *file = file_of(base);
    sqlite3_free(((Log *)base)->gathered);
    int closed = file->pMethods->xClose(file);
    return result != SQLITE_OK ? result : closed;
}

static int log_lock(sqlite3_file *base, int level) {
    sqlite3_file *file = file_of(base);
    return file->pMethods->xLock(file, level);
}

static int log_unlock(sqlite3_file *base, int level) {
    sqlite3_file *file = file_of(base);
    return file->pMethods->xUnlock(file, level);
}

static int log_check_lock(sqlite3_file *base, int *is_reserved) {
    sqlite3_file *file = file_of(base);
    return file->pMethods->xCheckReservedLock(file, is_reserved);
}

static int log_control(sqlite3_file *base, int operation, void *argument) {
    sqlite3_file *file = file_of(base);
    return file->pMethods->xFileControl(file, operation, argument);
}

static int log_sector_size(sqlite3_file *base) {
    sqlite3_file *file = file_of(base);
    return file->pMethods->xSectorSize(file);
}

static int log_characteristics(sqlite3_file *base) {
    sqlite3_file *file = file_of(base);
    return file->pMethods->xDeviceCharacteristics(file);
}

/// Version 1: shared memory and mapped pages are of the database's file, never of its log.
static const sqlite3_io_methods log_methods = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_check_lock,
    .xFileControl = log_control,
    .xSectorSize = log_sector_size,
    .xDeviceCharacteristics = log_characteristics,
};

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out) {
    (void)vfs;
    if (!(flags & SQLITE_OPEN_WAL)) return below->xOpen(below, name, file, flags, flags_out);
    Log *log = (Log *)file;
    memset(log, 0, sizeof(Log));
    int result = below->xOpen(below, name, file_of(file), flags, flags_out);
    // Without methods SQLite takes the file for one that needs no closing.
    if (file_of(file)->pMethods != NULL) log->base.pMethods = &log_methods;
    return result;
}

static int installed;

static void install(void) {
    below = sqlite3_vfs_find(NULL);
    if (below == NULL) {
        installed = SQLITE_ERROR;
        return;
    }
    // All but how a file is opened is as below.
    layer = *below;
    layer.zName = "gathering-log";
    layer.szOsFile += (int)sizeof(Log);
    layer.xOpen = open_file;
    installed = sqlite3_vfs_register(&layer, 1);
}

int log_buffer_install(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
    return installed;
}
