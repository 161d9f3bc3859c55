// Settings of glibc and SQLite that Swift cannot reach: functions its modules leave out, or variadic ones.
#ifndef CPLATFORM_H
#define CPLATFORM_H

#include <stdbool.h>

/// Lets the allocator keep freed memory for the next transaction instead of giving it back to the kernel each time:
/// without it more than half of a busy writer's time goes into page faults. And turns SQLite's memory statistics off,
/// which cost a global lock at each allocation. To be called before the first database is opened.
void platform_tune_memory(void);

/// Gives back what only the start needed: freed memory, and the pages of code, which come again from the file as they are
/// called (madvise(2), MADV_DONTNEED). A quarter of what an idle server holds is code that only its start runs.
void platform_give_back_start(void);

/// Makes this process the one that is given the orphans below it, so that no process of a collector gets away by losing
/// its parent (prctl(2), PR_SET_CHILD_SUBREAPER). Whoever asks for it must wait for them.
bool platform_adopt_orphans(void);

/// Keeps other processes of this user, collectors among them, from reading this one's memory and environment in /proc, where
/// tokens stand (prctl(2), PR_SET_DUMPABLE). Root reads them all the same; there is no core dump any more.
bool platform_hide_memory(void);

#endif
