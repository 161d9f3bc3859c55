// A layer under SQLite's write-ahead log that turns many small writes into few large ones.
#ifndef CWRITEAHEADLOG_H
#define CWRITEAHEADLOG_H

/// Lets every database that this process opens from now on write its log in large pieces. SQLite writes each page of a
/// transaction by two calls of the system, one of them for the 24 bytes before the page; of a busy writer's time that is a
/// tenth.
///
/// What has been committed is never held back: the end of a transaction is written at once, and so is all before it when
/// anybody reads, syncs or looks at the file by the same handle. What other handles may read is thus in the file as soon
/// as it would be without this layer.
///
/// - Returns: an SQLite result code; 0 is success. Calling it again changes nothing.
int log_buffer_install(void);

#endif
