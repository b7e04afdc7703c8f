"""What a site's past coded stays teach: models that rank candidates, never propose without evidence."""
