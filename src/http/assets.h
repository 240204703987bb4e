/*
 * The pages: the files of build/web, built into the program. Without them a small page says how to
 * build them.
 */
#ifndef LIFELINE_HTTP_ASSETS_H
#define LIFELINE_HTTP_ASSETS_H

#include "http/server.h"

/* Answers a GET or HEAD of a file ("/" is "/index.html"); false when there is none of that name. */
bool assets_answer(const struct http_request *request, struct http_answer *answer);

#endif
