# Writes lists, vectors and matrices (row by row) of numbers and strings as JSON with 17 significant digits.
json <- function(x) {
  if (is.list(x)) {
    return(paste0("{", paste0('"', names(x), '": ', vapply(x, json, ""), collapse = ",\n "), "}"))
  }
  if (is.matrix(x)) {
    return(paste0("[", paste(apply(x, 1, function(row) json(as.vector(row))), collapse = ", "), "]"))
  }
  if (is.character(x)) text <- paste0('"', x, '"')
  else text <- ifelse(is.na(x) | is.infinite(x), "null", sprintf("%.17g", as.numeric(x)))
  paste0("[", paste(text, collapse = ", "), "]")
}

# R's version and that of the packages used, kept in every golden file.
versions <- function(...) {
  c(R.version.string, vapply(c(...), function(p) paste(p, packageVersion(p)), ""))
}

# A generator anybody can rewrite: Park and Miller's minimal standard, x <- 16807 x mod (2^31 - 1).
park_miller <- function(n, seed) {
  x <- numeric(n)
  for (i in seq_len(n)) {
    seed <- (16807 * seed) %% 2147483647
    x[i] <- seed / 2147483647
  }
  x
}

# Rows of a made-up study: times that depend on covariates, late entries, whole weights, strata, clusters.
study <- function(n, seed, digits) {
  u <- matrix(park_miller(8 * n, seed), n)
  x1 <- round(qnorm(u[, 1]), 3)
  x2 <- as.numeric(u[, 2] < 0.4)
  x3 <- round(60 + 10 * qnorm(u[, 3]), 1)
  death <- -log(u[, 4]) * 20 * exp(-0.6 * x1 + 0.5 * x2 - 0.02 * (x3 - 60))
  censoring <- 60 * u[, 5]
  time <- pmin(death, censoring)
  time <- if (digits == 0) ceiling(time) else round(time, digits) + 10^-digits
  entry <- ifelse(u[, 6] < 0.5, round(time * u[, 6], 3), 0)
  data.frame(time = time, event = as.numeric(death <= censoring), x1 = x1, x2 = x2, x3 = x3, entry = entry,
             weight = 1 + floor(3 * u[, 7]), stratum = floor(3 * u[, 8]), cluster = (seq_len(n) - 1) %/% 3)
}
