# Cumulative incidence of two causes: Aalen-Johansen by survival (with its errors) and by cmprsk (estimates only: its
# variance is another one, Gray's). Run: Rscript competing.R
library(survival)
library(cmprsk)
source("json.R")
values <- function(d) {
  cause <- d$event * (1 + (park_miller(nrow(d), 31) < 0.35))
  f <- survfit(Surv(time, factor(cause, 0:2)) ~ 1, d)
  late <- survfit(Surv(entry, time, factor(cause, 0:2)) ~ 1, d, id = seq_len(nrow(d)))
  ci <- timepoints(cuminc(d$time, cause), c(5, 10, 20))
  list(time = d$time, cause = cause, entry = d$entry, moments = f$time, at_risk = f$n.risk[, 1], incidence = f$pstate[, 2:3],
       error = f$std.err[, 2:3], cuminc = ci$est, late_moments = late$time, late_incidence = late$pstate[, 2:3])
}
writeLines(json(list(versions = versions("survival", "cmprsk"), days = values(study(90, 20251, 0)),
                     continuous = values(study(90, 777, 3)))), "competing.json")
