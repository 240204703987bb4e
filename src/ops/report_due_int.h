/* Whose situation report is due. */
#ifndef LIFELINE_OPS_REPORT_DUE_INT_H
#define LIFELINE_OPS_REPORT_DUE_INT_H

#include "ops/ops_int.h"

/* A mode begins: from the next time of reports on it is watched who reports. It ends: nobody is
 * waited for any longer than usual. */
enum err reports_mode(struct op *op, bool begins, struct error *error);

#endif
