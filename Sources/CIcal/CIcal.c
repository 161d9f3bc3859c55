#include "CIcal.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

struct cical_calendar {
    icalcomponent *root;
    icalcomponent **events;
    int event_count;
    icalcomponent **zones;
    /// Made of them when they are first asked.
    icaltimezone **made;
    int zone_count;
};

struct cical_rule {
    icalrecur_iterator *iterator;
    struct icalrecurrencetype rule;
    struct icaltimetype until;
};

static icalcomponent **append(icalcomponent **list, int count, icalcomponent *component) {
    // Doubles at each power of two.
    if ((count & (count - 1)) == 0) {
        list = realloc(list, (size_t)(count ? count * 2 : 1) * sizeof *list);
        if (!list) abort();
    }
    list[count] = component;
    return list;
}

// Nesting is bounded by who calls.
static void collect(cical_calendar *calendar, icalcomponent *parent) {
    icalcompiter walk = icalcomponent_begin_component(parent, ICAL_ANY_COMPONENT);
    for (icalcomponent *child; (child = icalcompiter_deref(&walk)) != NULL; icalcompiter_next(&walk)) {
        switch (icalcomponent_isa(child)) {
            case ICAL_VEVENT_COMPONENT:
                calendar->events = append(calendar->events, calendar->event_count++, child);
                break;
            case ICAL_VTIMEZONE_COMPONENT:
                calendar->zones = append(calendar->zones, calendar->zone_count++, child);
                break;
            case ICAL_VCALENDAR_COMPONENT: collect(calendar, child); break;
            default: break;
        }
    }
}

cical_calendar *cical_parse(const char *text) {
    icalerror_set_errors_are_fatal(0);
    icalcomponent *root = icalparser_parse_string(text);
    if (!root) return NULL;
    cical_calendar *calendar = calloc(1, sizeof *calendar);
    if (!calendar) abort();
    calendar->root = root;
    collect(calendar, root);
    calendar->made = calloc((size_t)calendar->zone_count + 1, sizeof *calendar->made);
    if (!calendar->made) abort();
    return calendar;
}

void cical_free(cical_calendar *calendar) {
    for (int number = 0; number < calendar->zone_count; number++) {
        if (calendar->made[number]) icaltimezone_free(calendar->made[number], 1);
    }
    icalcomponent_free(calendar->root);
    free(calendar->made);
    free(calendar->events);
    free(calendar->zones);
    free(calendar);
}

int cical_event_count(const cical_calendar *calendar) { return calendar->event_count; }

static icalproperty *property(const cical_calendar *calendar, int event, icalproperty_kind kind, int index) {
    icalcomponent *component = calendar->events[event];
    icalproperty *found = icalcomponent_get_first_property(component, kind);
    while (found && index-- > 0) found = icalcomponent_get_next_property(component, kind);
    return found;
}

const char *cical_uid(const cical_calendar *calendar, int event) {
    icalproperty *found = property(calendar, event, ICAL_UID_PROPERTY, 0);
    return found ? icalproperty_get_uid(found) : NULL;
}

const char *cical_summary(const cical_calendar *calendar, int event) {
    icalproperty *found = property(calendar, event, ICAL_SUMMARY_PROPERTY, 0);
    return found ? icalproperty_get_summary(found) : NULL;
}

bool cical_is_cancelled(const cical_calendar *calendar, int event) {
    icalproperty *found = property(calendar, event, ICAL_STATUS_PROPERTY, 0);
    return found && icalproperty_get_status(found) == ICAL_STATUS_CANCELLED;
}

static cical_time time_of(struct icaltimetype time) {
    return (cical_time){
        .year = time.year, .month = time.month, .day = time.day, .hour = time.hour, .minute = time.minute,
        .second = time.second, .is_date = icaltime_is_date(time), .is_utc = icaltime_is_utc(time)};
}

static struct icaltimetype clock_time(cical_time time) {
    struct icaltimetype made = icaltime_null_time();
    made.year = time.year;
    made.month = time.month;
    made.day = time.day;
    made.hour = time.hour;
    made.minute = time.minute;
    made.second = time.second;
    made.is_date = time.is_date;
    return made;
}

bool cical_event_time(
    const cical_calendar *calendar, int event, cical_time_kind kind, int index, cical_time *time, const char **zone) {
    static const icalproperty_kind kinds[] = {
        ICAL_DTSTART_PROPERTY, ICAL_DTEND_PROPERTY, ICAL_RECURRENCEID_PROPERTY, ICAL_EXDATE_PROPERTY,
        ICAL_RDATE_PROPERTY};
    icalproperty *found = property(calendar, event, kinds[kind], index);
    if (!found) return false;
    struct icaltimetype value;
    switch (kind) {
        case CICAL_START: value = icalproperty_get_dtstart(found); break;
        case CICAL_END: value = icalproperty_get_dtend(found); break;
        case CICAL_RECURRENCE_ID: value = icalproperty_get_recurrenceid(found); break;
        case CICAL_EXCEPTION: value = icalproperty_get_exdate(found); break;
        case CICAL_ADDITION: {
            struct icaldatetimeperiodtype addition = icalproperty_get_rdate(found);
            value = icaltime_is_null_time(addition.time) ? addition.period.start : addition.time;
            break;
        }
        default: return false;
    }
    *time = time_of(value);
    icalparameter *parameter = icalproperty_get_first_parameter(found, ICAL_TZID_PARAMETER);
    *zone = parameter ? icalparameter_get_tzid(parameter) : NULL;
    return true;
}

bool cical_duration(const cical_calendar *calendar, int event, int *days, long *seconds) {
    icalproperty *found = property(calendar, event, ICAL_DURATION_PROPERTY, 0);
    if (!found) return false;
    struct icaldurationtype value = icalproperty_get_duration(found);
    int sign = value.is_neg ? -1 : 1;
    *days = sign * (int)(value.weeks * 7 + value.days);
    *seconds = sign * ((long)value.hours * 3600 + (long)value.minutes * 60 + (long)value.seconds);
    return true;
}

bool cical_attendee(
    const cical_calendar *calendar, int event, int index, const char **address, const char **name) {
    icalproperty *found = property(calendar, event, ICAL_ATTENDEE_PROPERTY, index);
    if (!found) return false;
    *address = icalproperty_get_attendee(found);
    icalparameter *parameter = icalproperty_get_first_parameter(found, ICAL_CN_PARAMETER);
    *name = parameter ? icalparameter_get_cn(parameter) : NULL;
    return true;
}

bool cical_has_declined(const cical_calendar *calendar, int event, int index) {
    icalproperty *found = property(calendar, event, ICAL_ATTENDEE_PROPERTY, index);
    icalparameter *parameter = found ? icalproperty_get_first_parameter(found, ICAL_PARTSTAT_PARAMETER) : NULL;
    return parameter && icalparameter_get_partstat(parameter) == ICAL_PARTSTAT_DECLINED;
}

bool cical_is_range(const cical_calendar *calendar, int event) {
    icalproperty *found = property(calendar, event, ICAL_RECURRENCEID_PROPERTY, 0);
    return found && icalproperty_get_first_parameter(found, ICAL_RANGE_PARAMETER);
}

// Its number, or -1.
static int zone_named(const cical_calendar *calendar, const char *zone) {
    for (int number = 0; number < calendar->zone_count; number++) {
        icalproperty *name = icalcomponent_get_first_property(calendar->zones[number], ICAL_TZID_PROPERTY);
        const char *text = name ? icalproperty_get_tzid(name) : NULL;
        if (text && strcmp(text, zone) == 0) return number;
    }
    return -1;
}

bool cical_has_zone(const cical_calendar *calendar, const char *zone) { return zone_named(calendar, zone) >= 0; }

int cical_zone_offset(const cical_calendar *calendar, const char *zone, cical_time time) {
    int number = zone_named(calendar, zone);
    if (number < 0) return 0;
    if (!calendar->made[number]) {
        calendar->made[number] = icaltimezone_new();
        // It takes the component for its own.
        icaltimezone_set_component(calendar->made[number], icalcomponent_new_clone(calendar->zones[number]));
    }
    struct icaltimetype value = clock_time(time);
    int is_daylight = 0;
    return icaltimezone_get_utc_offset(calendar->made[number], &value, &is_daylight);
}

cical_rule *cical_rule_new(const cical_calendar *calendar, int event, int index, cical_time start) {
    icalproperty *found = property(calendar, event, ICAL_RRULE_PROPERTY, index);
    if (!found) return NULL;
    cical_rule *rule = calloc(1, sizeof *rule);
    if (!rule) abort();
    rule->rule = icalproperty_get_rrule(found);
    rule->until = rule->rule.until;
    // It is compared as an instant by who calls: here a clock's time has no zone.
    rule->rule.until = icaltime_null_time();
    rule->iterator = icalrecur_iterator_new(rule->rule, clock_time(start));
    return rule;
}

void cical_rule_free(cical_rule *rule) {
    if (rule->iterator) icalrecur_iterator_free(rule->iterator);
    free(rule);
}

int cical_rule_frequency(const cical_rule *rule) {
    return rule->iterator && rule->rule.freq != ICAL_NO_RECURRENCE ? (int)rule->rule.freq : -1;
}

bool cical_rule_until(const cical_rule *rule, cical_time *until) {
    if (icaltime_is_null_time(rule->until)) return false;
    *until = time_of(rule->until);
    return true;
}

bool cical_rule_next(cical_rule *rule, cical_time *time) {
    if (!rule->iterator) return false;
    struct icaltimetype next = icalrecur_iterator_next(rule->iterator);
    if (icaltime_is_null_time(next)) return false;
    *time = time_of(next);
    return true;
}
