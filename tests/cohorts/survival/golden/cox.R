# Curves, log-rank tests and Cox models of two made-up studies, one in days with many ties and one nearly continuous:
# late entries, whole weights, strata, clusters, Efron and Breslow, residuals, baselines. Run: Rscript cox.R
library(survival)
source("json.R")
tight <- coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50)
fitted <- function(f, d) {
  zph <- lapply(c(km = "km", rank = "rank", identity = "identity", log = "log"), function(g) {
    z <- cox.zph(f, g)
    list(table = z$table[, 1], x = sort(z$x))
  })
  z <- cox.zph(f)
  base <- survfit(f, newdata = data.frame(x1 = 0.5, x2 = 1, x3 = 55))
  events <- base$n.event > 0
  list(coefficients = coef(f), covariance = as.matrix(f$var), likelihood = f$loglik, score = f$score,
       wald = f$wald.test, concordance = f$concordance[["concordance"]], zph = zph, zph_time = z$time,
       scaled = z$y, schoenfeld = as.matrix(residuals(f, "schoenfeld")), baseline_time = base$time[events],
       baseline_hazard = base$cumhaz[events], baseline_error = base$std.err[events])
}
models <- function(d) {
  out <- list()
  for (ties in c("efron", "breslow")) {
    out[[paste(ties, "plain")]] <- fitted(coxph(Surv(time, event) ~ x1 + x2 + x3, d, ties = ties, control = tight, x = TRUE), d)
    out[[paste(ties, "weights")]] <- fitted(coxph(Surv(time, event) ~ x1 + x2 + x3, d, weights = weight, ties = ties, control = tight, x = TRUE), d)
    out[[paste(ties, "strata")]] <- fitted(coxph(Surv(time, event) ~ x1 + x2 + x3 + strata(stratum), d, ties = ties, control = tight, x = TRUE), d)
    out[[paste(ties, "entry")]] <- fitted(coxph(Surv(entry, time, event) ~ x1 + x2 + x3, d, ties = ties, control = tight, x = TRUE), d)
    out[[paste(ties, "all")]] <- fitted(coxph(Surv(entry, time, event) ~ x1 + x2 + x3 + strata(stratum), d, weights = weight, ties = ties, control = tight, x = TRUE), d)
    r <- coxph(Surv(time, event) ~ x1 + x2 + x3, d, robust = TRUE, ties = ties, control = tight, x = TRUE)
    out[[paste(ties, "robust")]] <- list(covariance = r$var, wald = r$wald.test)
    r <- coxph(Surv(entry, time, event) ~ x1 + x2 + x3 + strata(stratum), d, weights = weight, cluster = cluster, ties = ties, control = tight, x = TRUE)
    out[[paste(ties, "cluster")]] <- list(covariance = r$var, wald = r$wald.test)
  }
  out
}
curve <- function(f) list(time = f$time, at_risk = f$n.risk, events = f$n.event, survival = f$surv, lower = f$lower,
                          upper = f$upper, std_error = f$surv * f$std.err, hazard = f$cumhaz, hazard_error = f$std.chaz)
test <- function(s) list(statistic = s$chisq, observed = as.matrix(s$obs), expected = as.matrix(s$exp), covariance = s$var)
study_values <- function(d) {
  restricted <- summary(survfit(Surv(time, event) ~ x2, d), rmean = 15)$table
  c(as.list(d), list(
    curve_entry = curve(survfit(Surv(entry, time, event) ~ 1, d, conf.type = "log-log")),
    curve_weights = curve(survfit(Surv(time, event) ~ 1, d, weights = weight, conf.type = "log-log")),
    logrank = test(survdiff(Surv(time, event) ~ stratum, d)),
    logrank_strata = test(survdiff(Surv(time, event) ~ x2 + strata(stratum), d)),
    peto_strata = test(survdiff(Surv(time, event) ~ x2 + strata(stratum), d, rho = 1)),
    rmst = restricted[, "rmean"], rmst_error = restricted[, "se(rmean)"],
    models = models(d)))
}
writeLines(json(c(list(versions = versions("survival")), study_values(study(90, 20251, 0)))), "days.json")
writeLines(json(c(list(versions = versions("survival")), study_values(study(90, 777, 3)))), "continuous.json")
