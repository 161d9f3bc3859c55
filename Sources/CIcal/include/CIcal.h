// The few libical calls we use, on values that Swift can hold. Not for two threads at once: libical keeps what it last
// gave in memory that all share.
#ifndef CICAL_H
#define CICAL_H

#include <stdbool.h>

typedef struct cical_calendar cical_calendar;
typedef struct cical_rule cical_rule;

/// What a wall clock shows, or a date alone.
typedef struct {
    int year, month, day, hour, minute, second;
    bool is_date;
    bool is_utc;
} cical_time;

typedef enum { CICAL_START, CICAL_END, CICAL_RECURRENCE_ID, CICAL_EXCEPTION, CICAL_ADDITION } cical_time_kind;

/// Reads all calendars of a text. NULL when there is none.
cical_calendar *_Nullable cical_parse(const char *_Nonnull text);
void cical_free(cical_calendar *_Nonnull calendar);

/// Events are numbered from 0, in the order of the text.
int cical_event_count(const cical_calendar *_Nonnull calendar);

// Each text that is returned is to be copied before the next call.

const char *_Nullable cical_uid(const cical_calendar *_Nonnull calendar, int event);
const char *_Nullable cical_summary(const cical_calendar *_Nonnull calendar, int event);
bool cical_is_cancelled(const cical_calendar *_Nonnull calendar, int event);
/// The `index`th property with a time of that kind. `zone` becomes its TZID, or NULL.
bool cical_event_time(
    const cical_calendar *_Nonnull calendar, int event, cical_time_kind kind, int index, cical_time *_Nonnull time,
    const char *_Nullable *_Nonnull zone);
/// DURATION, in whole days and in seconds besides.
bool cical_duration(const cical_calendar *_Nonnull calendar, int event, int *_Nonnull days, long *_Nonnull seconds);
/// The `index`th ATTENDEE: its address, `mailto:` and all, and its CN.
bool cical_attendee(
    const cical_calendar *_Nonnull calendar, int event, int index, const char *_Nullable *_Nonnull address,
    const char *_Nullable *_Nonnull name);
/// Whether the `index`th ATTENDEE has declined (PARTSTAT).
bool cical_has_declined(const cical_calendar *_Nonnull calendar, int event, int index);
/// Whether RECURRENCE-ID means all later instances too.
bool cical_is_range(const cical_calendar *_Nonnull calendar, int event);

/// Whether the text has a VTIMEZONE of that name.
bool cical_has_zone(const cical_calendar *_Nonnull calendar, const char *_Nonnull zone);
/// Seconds east of UTC by that VTIMEZONE when a clock shows `time`.
int cical_zone_offset(const cical_calendar *_Nonnull calendar, const char *_Nonnull zone, cical_time time);

/// The `index`th RRULE of an event, to be iterated over wall clock times from `start` on, whatever its UNTIL says.
/// NULL when there is none.
cical_rule *_Nullable cical_rule_new(
    const cical_calendar *_Nonnull calendar, int event, int index, cical_time start);
void cical_rule_free(cical_rule *_Nonnull rule);
/// FREQ, from 0 for SECONDLY to 6 for YEARLY; another number when there is none.
int cical_rule_frequency(const cical_rule *_Nonnull rule);
/// UNTIL; false when the rule has none.
bool cical_rule_until(const cical_rule *_Nonnull rule, cical_time *_Nonnull until);
/// The next time; false when there is none.
bool cical_rule_next(cical_rule *_Nonnull rule, cical_time *_Nonnull time);

#endif
