#include "CRE2.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>
#include <vector>

struct cre2_pattern {
    re2::RE2 expression;
    cre2_pattern(re2::StringPiece source, const re2::RE2::Options &options) : expression(source, options) {}
};

extern "C" cre2_pattern *cre2_new(const char *source, size_t source_length, char *error, size_t error_size) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    // RE2 keeps what it has seen of a text within this, and is hundreds of times slower where it has no room. What it keeps
    // grows with the expression: one of all kinds of secrets, of 12 kB, needs more than 8 MB.
    options.set_max_mem((8 << 20) + 2048 * static_cast<int64_t>(source_length));
    auto *pattern = new cre2_pattern(re2::StringPiece(source, source_length), options);
    if (pattern->expression.ok()) return pattern;
    std::strncpy(error, pattern->expression.error().c_str(), error_size - 1);
    error[error_size - 1] = '\0';
    delete pattern;
    return nullptr;
}

extern "C" void cre2_free(cre2_pattern *pattern) { delete pattern; }

extern "C" int cre2_group_count(const cre2_pattern *pattern) {
    return pattern->expression.NumberOfCapturingGroups();
}

extern "C" bool cre2_full_match(const cre2_pattern *pattern, const char *text, size_t length) {
    return pattern->expression.Match(re2::StringPiece(text, length), 0, length, re2::RE2::ANCHOR_BOTH, nullptr, 0);
}

extern "C" bool cre2_search(
    const cre2_pattern *pattern, const char *text, size_t length, size_t start, cre2_range *ranges, int count) {
    std::vector<re2::StringPiece> groups(std::max(count, 0));
    if (!pattern->expression.Match(
            re2::StringPiece(text, length), start, length, re2::RE2::UNANCHORED, groups.data(), count))
        return false;
    for (int i = 0; i < count; i++) {
        bool took_part = groups[i].data() != nullptr;
        ranges[i].offset = took_part ? groups[i].data() - text : -1;
        ranges[i].length = took_part ? static_cast<ptrdiff_t>(groups[i].size()) : 0;
    }
    return true;
}
