#include "CMark.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct markdown_document {
    cmark_node *root;
    cmark_iter *walk;
};

static markdown_document *parse(const char *text, size_t length, bool links) {
    // Its list of extensions is one for all threads.
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, cmark_gfm_core_extensions_ensure_registered);
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE);
    cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"));
    cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("strikethrough"));
    if (links) cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("autolink"));
    cmark_parser_feed(parser, text, length);
    markdown_document *document = calloc(1, sizeof *document);
    if (!document) abort();
    document->root = cmark_parser_finish(parser);
    document->walk = cmark_iter_new(document->root);
    cmark_parser_free(parser);
    return document;
}

markdown_document *markdown_parse(const char *text, size_t length) { return parse(text, length, false); }

markdown_document *markdown_parse_linking(const char *text, size_t length) { return parse(text, length, true); }

void markdown_free(markdown_document *document) {
    cmark_iter_free(document->walk);
    cmark_node_free(document->root);
    free(document);
}

static markdown_kind kind_of(cmark_node *node) {
    switch (cmark_node_get_type(node)) {
        case CMARK_NODE_HEADING: return MARKDOWN_HEADING;
        case CMARK_NODE_PARAGRAPH: return MARKDOWN_PARAGRAPH;
        case CMARK_NODE_ITEM: return MARKDOWN_ITEM;
        case CMARK_NODE_CODE_BLOCK: return MARKDOWN_CODE_BLOCK;
        case CMARK_NODE_HTML_BLOCK: return MARKDOWN_HTML_BLOCK;
        case CMARK_NODE_THEMATIC_BREAK: return MARKDOWN_RULE;
        // Whatever stands in angle brackets is HTML to it, also <pod-name>.
        case CMARK_NODE_TEXT:
        case CMARK_NODE_HTML_INLINE: return MARKDOWN_TEXT;
        case CMARK_NODE_CODE: return MARKDOWN_CODE;
        case CMARK_NODE_SOFTBREAK:
        case CMARK_NODE_LINEBREAK: return MARKDOWN_BREAK;
        case CMARK_NODE_LIST: return MARKDOWN_LIST;
        case CMARK_NODE_BLOCK_QUOTE: return MARKDOWN_QUOTE;
        case CMARK_NODE_EMPH: return MARKDOWN_EMPHASIS;
        case CMARK_NODE_STRONG: return MARKDOWN_STRONG;
        // A picture is shown by its words: nothing is loaded from elsewhere.
        case CMARK_NODE_LINK: return MARKDOWN_LINK;
        default: break;
    }
    // The kinds of an extension have numbers only when it has been registered, and Debian has no header for them.
    const char *name = cmark_node_get_type_string(node);
    if (strcmp(name, "table") == 0) return MARKDOWN_TABLE;
    if (strcmp(name, "table_header") == 0 || strcmp(name, "table_row") == 0) return MARKDOWN_ROW;
    if (strcmp(name, "table_cell") == 0) return MARKDOWN_CELL;
    if (strcmp(name, "strikethrough") == 0) return MARKDOWN_STRUCK;
    return MARKDOWN_OTHER;
}

bool markdown_next(markdown_document *document, markdown_event *event) {
    cmark_event_type step = cmark_iter_next(document->walk);
    if (step == CMARK_EVENT_DONE) return false;
    cmark_node *node = cmark_iter_get_node(document->walk);
    *event = (markdown_event){.kind = kind_of(node), .leaves = step == CMARK_EVENT_EXIT};
    event->line = cmark_node_get_start_line(node);
    event->level = event->kind == MARKDOWN_HEADING ? cmark_node_get_heading_level(node) : 0;
    if (event->kind == MARKDOWN_LIST && cmark_node_get_list_type(node) == CMARK_ORDERED_LIST) {
        event->level = cmark_node_get_list_start(node);
    }
    event->literal = cmark_node_get_literal(node);
    if (event->kind == MARKDOWN_LINK) event->info = cmark_node_get_url(node);
    if (event->kind == MARKDOWN_CODE_BLOCK) {
        int length = 0, offset = 0;
        char character = 0;
        bool fenced = cmark_node_get_fenced(node, &length, &offset, &character);
        event->info = cmark_node_get_fence_info(node);
        event->fence_length = fenced ? length : 0;
        event->fence_character = character;
    }
    return true;
}
