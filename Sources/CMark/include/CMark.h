// The few cmark-gfm calls we use: a Markdown text with tables and what is struck out as a walk through its parts, on values that Swift can hold.
#ifndef CMARK_SHIM_H
#define CMARK_SHIM_H

#include <stdbool.h>
#include <stddef.h>

typedef struct markdown_document markdown_document;

typedef enum {
    MARKDOWN_OTHER,
    MARKDOWN_HEADING,
    MARKDOWN_PARAGRAPH,
    MARKDOWN_ITEM,
    MARKDOWN_CODE_BLOCK,
    MARKDOWN_HTML_BLOCK,
    MARKDOWN_RULE,
    MARKDOWN_TABLE,
    MARKDOWN_ROW,
    MARKDOWN_CELL,
    MARKDOWN_TEXT,
    MARKDOWN_CODE,
    MARKDOWN_BREAK,
    MARKDOWN_STRUCK,
    MARKDOWN_LIST,
    MARKDOWN_QUOTE,
    MARKDOWN_EMPHASIS,
    MARKDOWN_STRONG,
    MARKDOWN_LINK,
} markdown_kind;

/// One part is entered, or left again.
typedef struct {
    markdown_kind kind;
    bool leaves;
    /// Where a block begins, from 1; 0 where cmark has lost it. It knows no lines within a paragraph.
    int line;
    /// Of a heading; of a list that is numbered its first number, from 1, else 0.
    int level;
    /// Text and code as they read; of blocks of code and HTML what they hold. Valid until the document is freed.
    const char *_Nullable literal;
    /// What stands behind an opening fence; of a link, where it leads.
    const char *_Nullable info;
    /// How many characters a fence has; 0 of code that is only indented.
    int fence_length;
    char fence_character;
} markdown_event;

/// Parses a text in UTF-8, whose line ends are \n. The time it takes grows with the square of the opening brackets, and
/// the memory with rows times columns of a table: who calls bounds both.
markdown_document *_Nonnull markdown_parse(const char *_Nonnull text, size_t length);
/// The same; addresses that stand in the text are links as well.
markdown_document *_Nonnull markdown_parse_linking(const char *_Nonnull text, size_t length);
void markdown_free(markdown_document *_Nonnull document);
/// The next step of the walk; false at its end.
bool markdown_next(markdown_document *_Nonnull document, markdown_event *_Nonnull event);

#endif
