# 6-MP against placebo in acute leukaemia (Freireich et al., Blood 1963; the table is in every textbook): curves with the
# three intervals, medians, log-rank tests, Cox models. Run: Rscript freireich.R
library(survival)
source("json.R")
time <- c(6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35,
          1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
event <- c(rep(1, 9), rep(0, 12), rep(1, 21))
placebo <- rep(c(0, 1), each = 21)
curve <- function(group, type) {
  f <- survfit(Surv(time, event) ~ 1, subset = placebo == group, conf.type = type)
  q <- quantile(f, c(0.25, 0.5, 0.75))
  list(time = f$time, at_risk = f$n.risk, events = f$n.event, survival = f$surv, lower = f$lower, upper = f$upper,
       std_error = f$surv * f$std.err, hazard = f$cumhaz, hazard_error = f$std.chaz,
       quantile = q$quantile, quantile_lower = q$lower, quantile_upper = q$upper)
}
curves <- list()
for (group in 0:1) for (type in c("log-log", "log", "plain")) {
  curves[[paste0(group, " ", type)]] <- curve(group, type)
}
test <- function(rho) {
  s <- survdiff(Surv(time, event) ~ placebo, rho = rho)
  list(statistic = s$chisq, observed = s$obs, expected = s$exp, covariance = s$var)
}
model <- function(ties) {
  f <- coxph(Surv(time, event) ~ placebo, ties = ties, control = coxph.control(eps = 1e-13, toler.chol = 1e-14))
  list(coefficient = coef(f), error = sqrt(diag(vcov(f))), likelihood = f$loglik, score = f$score, wald = f$wald.test,
       concordance = f$concordance[["concordance"]])
}
ctype2 <- survfit(Surv(time, event) ~ 1, ctype = 2)
writeLines(json(list(
  versions = versions("survival"), time = time, event = event, placebo = placebo, curves = curves,
  fleming_harrington = list(time = ctype2$time, hazard = ctype2$cumhaz, error = ctype2$std.chaz),
  logrank = test(0), peto = test(1), efron = model("efron"), breslow = model("breslow")
)), "freireich.json")
