/// The few libcurl calls that Transport uses. `curl_easy_setopt` and its kin are variadic, which Swift cannot call; each
/// wrapper here fixes one argument type.
#ifndef CCURL_H
#define CCURL_H

// The type-checking macros of curl.h hide the functions from Swift's importer.
#ifndef CURL_DISABLE_TYPECHECK
#define CURL_DISABLE_TYPECHECK
#endif
#include <curl/curl.h>

typedef size_t (*ccurl_data_callback)(char *bytes, size_t size, size_t count, void *context);

/// Keeps OpenSSL, which libcurl uses, whole while the program exits: by itself it frees what threads still use then. To
/// be called before anything else that uses it.
void ccurl_keep_openssl_at_exit(void);

CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value);
CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value);
CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value);
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, const void *value);
CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);

/// Sets a callback option and the option that holds its context.
CURLcode ccurl_set_callback(
    CURL *easy, CURLoption function, ccurl_data_callback callback, CURLoption context_option, void *context);

typedef int (*ccurl_progress_callback)(
    void *context, curl_off_t download_total, curl_off_t downloaded, curl_off_t upload_total, curl_off_t uploaded);

/// Sets what is asked about once a second, also while libcurl waits: other than 0 ends the transfer.
CURLcode ccurl_set_progress(CURL *easy, ccurl_progress_callback callback, void *context);

typedef int (*ccurl_socket_callback)(void *context, curl_socket_t socket, curlsocktype purpose);

/// Sets what is called once the host has an address, before each attempt to connect: CURL_SOCKOPT_OK goes on.
CURLcode ccurl_set_socket_callback(CURL *easy, ccurl_socket_callback callback, void *context);

typedef int (*ccurl_request_callback)(
    void *context, char *host_address, char *our_address, int host_port, int our_port);

/// Sets what is called when a connection stands, before the request is sent: CURL_PREREQFUNC_OK goes on.
CURLcode ccurl_set_request_callback(CURL *easy, ccurl_request_callback callback, void *context);

typedef int (*ccurl_debug_callback)(CURL *easy, curl_infotype type, char *bytes, size_t count, void *context);

/// Sets what is told all that libcurl does, the commands among it that it sends.
CURLcode ccurl_set_debug(CURL *easy, ccurl_debug_callback callback, void *context);

/// Ends what goes over the last connection, if it is still open, so that nothing waits for it any more.
void ccurl_shut_connection(CURL *easy);

/// Sets what opens the socket for an address, and with CURL_SOCKET_BAD leaves the address out.
CURLcode ccurl_set_opener(CURL *easy, curl_opensocket_callback callback, void *context);

/// A field of the other side's own certificate, such as `Expire date`, as libcurl has it in text; NULL where there is none.
/// It takes CURLOPT_CERTINFO and a connection of its own, and is valid until the handle is used again.
const char *ccurl_certificate_field(CURL *easy, const char *name);

long ccurl_get_long(CURL *easy, CURLINFO info);
curl_off_t ccurl_get_offset(CURL *easy, CURLINFO info);

#endif
