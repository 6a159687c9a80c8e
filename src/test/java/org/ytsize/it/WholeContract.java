package org.ytsize.it;

/** All that the contracts of v1 and v2 promise of an instance with the settings that most have. */
interface WholeContract
        extends SizeAnswers,
                VideoAnswers,
                SizeRefusals,
                BodyRules,
                RateLimits,
                EveryResponse,
                ListedOrigins,
                HealthReports,
                StatusReports,
                ScrapedMetrics,
                Documents,
                PlainPages,
                UnknownRequests {}
