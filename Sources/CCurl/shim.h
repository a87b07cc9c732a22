// libcurl, and typed faces of its two variadic functions, which Swift cannot call.
#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

// The macros that check types want constant options.
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

typedef size_t (*ccurl_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode ccurl_set_string(CURL *handle, CURLoption option, const char *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_set_callback(CURL *handle, CURLoption option, ccurl_callback value) {
    return (curl_easy_setopt)(handle, option, value);
}

typedef int (*ccurl_progress)(void *context, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
typedef int (*ccurl_socket_made)(void *context, curl_socket_t socket, curlsocktype purpose);
typedef int (*ccurl_socket_end)(void *context, curl_socket_t socket);

static inline CURLcode ccurl_set_progress(CURL *handle, ccurl_progress value) {
    return (curl_easy_setopt)(handle, CURLOPT_XFERINFOFUNCTION, value);
}

// `made` is told of each socket; `end` is handed each to close.
static inline CURLcode ccurl_set_sockets(CURL *handle, ccurl_socket_made made, ccurl_socket_end end) {
    (void)(curl_easy_setopt)(handle, CURLOPT_CLOSESOCKETFUNCTION, end);
    return (curl_easy_setopt)(handle, CURLOPT_SOCKOPTFUNCTION, made);
}

// Where the last answer redirects to, or NULL; lives as long as the handle.
static inline const char *ccurl_redirect(CURL *handle) {
    char *address = 0;
    (void)(curl_easy_getinfo)(handle, CURLINFO_REDIRECT_URL, &address);
    return address;
}

#endif
