"""The columns of OMOP CDM 5.4, its oncology extension and Carnet's own tables, as data.

One word per column: `name:type!`. `!` means required. Without a type the name says it, as OMOP's names do:
`*_datetime` a datetime, `*_date` a date, `*_id` an integer, anything else text.

Carnet's own tables, which OMOP has no place for:

- `endpoint`: endpoints as a study gives them, one row per person and endpoint. `endpoint` is a lower-case name (os dss
  pfs rfs dfs efs ttp ttr mfs css …); `time` stays in the study's own `unit` (day, month, year), so that medians are the
  study's.
- `attribute`: the columns that a study gave; `attribute` is the identifier as in its file, `kind` category, number or
  text, `level` patient or sample, `domain` the table (observation or measurement) that holds the values.
"""

_ADMINISTRATION = "provider_id visit_occurrence_id visit_detail_id"

DEFINITIONS: dict[str, dict[str, str]] = {
    "clinical": {
        "person": """
            person_id! gender_concept_id! year_of_birth:integer! month_of_birth:integer day_of_birth:integer
            birth_datetime race_concept_id! ethnicity_concept_id! location_id provider_id care_site_id
            person_source_value gender_source_value gender_source_concept_id race_source_value
            race_source_concept_id ethnicity_source_value ethnicity_source_concept_id""",
        "observation_period": """
            observation_period_id! person_id! observation_period_start_date! observation_period_end_date!
            period_type_concept_id!""",
        "visit_occurrence": """
            visit_occurrence_id! person_id! visit_concept_id! visit_start_date! visit_start_datetime visit_end_date!
            visit_end_datetime visit_type_concept_id! provider_id care_site_id visit_source_value
            visit_source_concept_id admitted_from_concept_id admitted_from_source_value discharged_to_concept_id
            discharged_to_source_value preceding_visit_occurrence_id""",
        "visit_detail": """
            visit_detail_id! person_id! visit_detail_concept_id! visit_detail_start_date!
            visit_detail_start_datetime visit_detail_end_date! visit_detail_end_datetime
            visit_detail_type_concept_id! provider_id care_site_id visit_detail_source_value
            visit_detail_source_concept_id admitted_from_concept_id admitted_from_source_value
            discharged_to_source_value discharged_to_concept_id preceding_visit_detail_id parent_visit_detail_id
            visit_occurrence_id!""",
        "condition_occurrence": f"""
            condition_occurrence_id! person_id! condition_concept_id! condition_start_date! condition_start_datetime
            condition_end_date condition_end_datetime condition_type_concept_id! condition_status_concept_id
            stop_reason {_ADMINISTRATION} condition_source_value condition_source_concept_id
            condition_status_source_value""",
        "drug_exposure": f"""
            drug_exposure_id! person_id! drug_concept_id! drug_exposure_start_date! drug_exposure_start_datetime
            drug_exposure_end_date! drug_exposure_end_datetime verbatim_end_date drug_type_concept_id! stop_reason
            refills:integer quantity:float days_supply:integer sig route_concept_id lot_number {_ADMINISTRATION}
            drug_source_value drug_source_concept_id route_source_value dose_unit_source_value""",
        "procedure_occurrence": f"""
            procedure_occurrence_id! person_id! procedure_concept_id! procedure_date! procedure_datetime
            procedure_end_date procedure_end_datetime procedure_type_concept_id! modifier_concept_id
            quantity:integer {_ADMINISTRATION} procedure_source_value procedure_source_concept_id
            modifier_source_value""",
        "device_exposure": f"""
            device_exposure_id! person_id! device_concept_id! device_exposure_start_date!
            device_exposure_start_datetime device_exposure_end_date device_exposure_end_datetime
            device_type_concept_id! unique_device_id:text production_id:text quantity:integer {_ADMINISTRATION}
            device_source_value device_source_concept_id unit_concept_id unit_source_value unit_source_concept_id""",
        "measurement": f"""
            measurement_id! person_id! measurement_concept_id! measurement_date! measurement_datetime
            measurement_time measurement_type_concept_id! operator_concept_id value_as_number:float
            value_as_concept_id unit_concept_id range_low:float range_high:float {_ADMINISTRATION}
            measurement_source_value measurement_source_concept_id unit_source_value unit_source_concept_id
            value_source_value measurement_event_id meas_event_field_concept_id""",
        "observation": f"""
            observation_id! person_id! observation_concept_id! observation_date! observation_datetime
            observation_type_concept_id! value_as_number:float value_as_string value_as_concept_id
            qualifier_concept_id unit_concept_id {_ADMINISTRATION} observation_source_value
            observation_source_concept_id unit_source_value qualifier_source_value value_source_value
            observation_event_id obs_event_field_concept_id""",
        "death": """
            person_id! death_date! death_datetime death_type_concept_id cause_concept_id cause_source_value
            cause_source_concept_id""",
        "note": f"""
            note_id! person_id! note_date! note_datetime note_type_concept_id! note_class_concept_id! note_title
            note_text! encoding_concept_id! language_concept_id! {_ADMINISTRATION} note_source_value note_event_id
            note_event_field_concept_id""",
        "note_nlp": """
            note_nlp_id! note_id! section_concept_id snippet offset lexical_variant! note_nlp_concept_id
            note_nlp_source_concept_id nlp_system nlp_date! nlp_datetime term_exists term_temporal term_modifiers""",
        "specimen": """
            specimen_id! person_id! specimen_concept_id! specimen_type_concept_id! specimen_date! specimen_datetime
            quantity:float unit_concept_id anatomic_site_concept_id disease_status_concept_id
            specimen_source_id:text specimen_source_value unit_source_value anatomic_site_source_value
            disease_status_source_value""",
        "fact_relationship": """
            domain_concept_id_1:integer! fact_id_1:integer! domain_concept_id_2:integer! fact_id_2:integer!
            relationship_concept_id!""",
        "episode": """
            episode_id! person_id! episode_concept_id! episode_start_date! episode_start_datetime episode_end_date
            episode_end_datetime episode_parent_id episode_number:integer episode_object_concept_id!
            episode_type_concept_id! episode_source_value episode_source_concept_id""",
        "episode_event": "episode_id! event_id! episode_event_field_concept_id!",
    },
    "health system": {
        "location": """
            location_id! address_1 address_2 city state zip county location_source_value country_concept_id
            country_source_value latitude:float longitude:float""",
        "care_site": """
            care_site_id! care_site_name place_of_service_concept_id location_id care_site_source_value
            place_of_service_source_value""",
        "provider": """
            provider_id! provider_name npi dea specialty_concept_id care_site_id year_of_birth:integer
            gender_concept_id provider_source_value specialty_source_value specialty_source_concept_id
            gender_source_value gender_source_concept_id""",
    },
    "economics": {
        "payer_plan_period": """
            payer_plan_period_id! person_id! payer_plan_period_start_date! payer_plan_period_end_date!
            payer_concept_id payer_source_value payer_source_concept_id plan_concept_id plan_source_value
            plan_source_concept_id sponsor_concept_id sponsor_source_value sponsor_source_concept_id
            family_source_value stop_reason_concept_id stop_reason_source_value stop_reason_source_concept_id""",
        "cost": """
            cost_id! cost_event_id! cost_domain_id:text! cost_type_concept_id! currency_concept_id
            total_charge:float total_cost:float total_paid:float paid_by_payer:float paid_by_patient:float
            paid_patient_copay:float paid_patient_coinsurance:float paid_patient_deductible:float
            paid_by_primary:float paid_ingredient_cost:float paid_dispensing_fee:float payer_plan_period_id
            amount_allowed:float revenue_code_concept_id revenue_code_source_value drg_concept_id drg_source_value""",
    },
    "derived": {
        "drug_era": """
            drug_era_id! person_id! drug_concept_id! drug_era_start_date! drug_era_end_date!
            drug_exposure_count:integer gap_days:integer""",
        "dose_era": """
            dose_era_id! person_id! drug_concept_id! unit_concept_id! dose_value:float! dose_era_start_date!
            dose_era_end_date!""",
        "condition_era": """
            condition_era_id! person_id! condition_concept_id! condition_era_start_date! condition_era_end_date!
            condition_occurrence_count:integer""",
    },
    "metadata": {
        "metadata": """
            metadata_id! metadata_concept_id! metadata_type_concept_id! name! value_as_string value_as_concept_id
            value_as_number:float metadata_date metadata_datetime""",
        "cdm_source": """
            cdm_source_name! cdm_source_abbreviation! cdm_holder! source_description source_documentation_reference
            cdm_etl_reference source_release_date! cdm_release_date! cdm_version cdm_version_concept_id!
            vocabulary_version!""",
    },
    "vocabulary": {
        "concept": """
            concept_id! concept_name! domain_id:text! vocabulary_id:text! concept_class_id:text! standard_concept
            concept_code! valid_start_date! valid_end_date! invalid_reason""",
        "vocabulary": """
            vocabulary_id:text! vocabulary_name! vocabulary_reference vocabulary_version vocabulary_concept_id!""",
        "domain": "domain_id:text! domain_name! domain_concept_id!",
        "concept_class": "concept_class_id:text! concept_class_name! concept_class_concept_id!",
        "concept_relationship": """
            concept_id_1:integer! concept_id_2:integer! relationship_id:text! valid_start_date! valid_end_date!
            invalid_reason""",
        "relationship": """
            relationship_id:text! relationship_name! is_hierarchical! defines_ancestry!
            reverse_relationship_id:text! relationship_concept_id!""",
        "concept_synonym": "concept_id! concept_synonym_name! language_concept_id!",
        "concept_ancestor": """
            ancestor_concept_id! descendant_concept_id! min_levels_of_separation:integer!
            max_levels_of_separation:integer!""",
        "source_to_concept_map": """
            source_code! source_concept_id! source_vocabulary_id:text! source_code_description target_concept_id!
            target_vocabulary_id:text! valid_start_date! valid_end_date! invalid_reason""",
        "drug_strength": """
            drug_concept_id! ingredient_concept_id! amount_value:float amount_unit_concept_id numerator_value:float
            numerator_unit_concept_id denominator_value:float denominator_unit_concept_id box_size:integer
            valid_start_date! valid_end_date! invalid_reason""",
    },
    "results": {
        "cohort": "cohort_definition_id! subject_id! cohort_start_date! cohort_end_date!",
        "cohort_definition": """
            cohort_definition_id! cohort_definition_name! cohort_definition_description definition_type_concept_id!
            cohort_definition_syntax subject_concept_id! cohort_initiation_date""",
    },
    "carnet": {
        "endpoint": """
            person_id! endpoint! time:float! unit! event:boolean! status_source_value index_date time_source_value""",
        "attribute": "attribute! label description kind! level! unit domain! position:position!",
    },
}

# tables whose parts are not sorted by the source value and concept that they are named after
SORTED_BY = {
    "person": "person_id",
    "visit_occurrence": "person_id visit_start_date",
    "visit_detail": "person_id visit_detail_start_date",
    "note": "person_id note_date",
    "note_nlp": "note_id",
    "episode": "episode_concept_id person_id",
    "endpoint": "endpoint person_id",
    "attribute": "position",
}
